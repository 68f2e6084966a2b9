"""Before the irreversible: what cannot be undone, what the witnesses say, and whether a list prevents mistakes."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from amends.facts import Entry, Moment, OwedState, Refused, Source, Verdict
from amends.facts.kinds import ActionTold, CheckAnswered
from amends.facts.moments import DAY_US
from amends.learning.checked import Done, done_for_good, judge_list
from amends.learning.checklists import CHECKLISTS, against, before, check_answers
from amends.learning.judged import Verdict as Judgement
from amends.learning.steps import STEPS
from whole.conversation_world import FAILED_REFUND, WHO, at, entry, file_of, we_said, wrote

DESK = Source("desk", "us")
LOST = "refund:R-1"
WHERE = wrote("Where is my refund for order 10-1?", "2026-05-20 10:00", named=("order:10-1",))
LATE = "2026-06-20 10:00"


def answered(action: str, went_on: bool = True, **other: str) -> CheckAnswered:
    answers = tuple(f"{one.key}={other.get(one.key, one.wanted)}" for one in CHECKLISTS[action].questions)
    return CheckAnswered(action, answers, went_on, by="ruth", about=WHO)


def acted(action: str, when: str) -> Entry:
    return entry(Source("shop", "us"), when, ActionTold(action, order_id="10-1", customer_id="C-1"))


@pytest.mark.parametrize("action", CHECKLISTS)
def test_every_list_is_short_and_says_what_cannot_be_undone(action: str) -> None:
    told = CHECKLISTS[action]
    assert 2 <= len(told.questions) <= 5
    assert len({one.key for one in told.questions}) == len(told.questions)
    assert all(one.words.endswith("?") and one.wanted in ("yes", "no") for one in told.questions)
    assert told.cannot_be_undone.endswith(".")
    assert told.instead.endswith(".")
    assert set(told.steps) <= set(STEPS)


def test_story_4_what_the_witnesses_say_is_shown_before_an_order_is_cancelled() -> None:
    file = file_of(*FAILED_REFUND, WHERE, now=LATE)
    shown = before("cancel", file, LOST)
    assert shown.says[0].startswith("The customer is right: ")
    assert shown.says[0].endswith("Seen by: stripe.")
    assert "129.00 EUR is owed to this customer and has not been seen to arrive." in shown.wait


def test_on_what_no_witness_has_spoken_that_is_said_first() -> None:
    shown = before("ship", file_of(*FAILED_REFUND, WHERE, now=LATE), "order:10-9")
    assert shown.says[0].startswith("No witness besides us has said anything about this")
    assert shown.says[1].startswith("The customer is right: ")


def test_with_nothing_in_question_nothing_speaks_for_waiting() -> None:
    shown = before("delete", file_of(wrote("Thank you.", "2026-05-01 10:00"), now=LATE))
    assert (shown.says, shown.wait) == (("Nothing of this customer's is in question.",), ())


def test_what_nobody_can_know_yet_and_an_open_promise_speak_for_waiting() -> None:
    file = file_of(
        WHERE, we_said("We will call you back tomorrow before noon.", "2026-05-20 12:00"), now="2026-05-20 13:00"
    )
    assert "A promise to this customer is open." in before("delete", file).wait
    opinions = tuple(replace(one, verdict=Verdict.TOO_EARLY) for one in file.opinions)
    waits = before("delete", replace(file, opinions=opinions)).wait
    assert "Nobody can know yet: look again when its time has come." in waits


def test_what_has_arrived_does_not_speak_for_waiting() -> None:
    file = file_of(*FAILED_REFUND, WHERE, now=LATE)
    good = replace(file, owed=tuple(replace(one, state=OwedState.MADE_GOOD) for one in file.owed))
    assert before("cancel", good, LOST).wait == ()


def test_answers_are_heard_in_full() -> None:
    told = answered("write_off", two_sums="no")
    assert check_answers(told) is told
    assert [one.key for one in against(told)] == ["two_sums"]
    assert against(answered("write_off")) == ()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (CheckAnswered("tea", (), True), "no check list"),
        (CheckAnswered("ship", ("address=yes",), True), "not answered in full"),
        (CheckAnswered("ship", ("address=yes", "still_wanted=perhaps", "twice=no"), True), "neither yes nor no"),
    ],
)
def test_what_is_wrong_with_answers_is_said(told: CheckAnswered, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check_answers(told)


def test_what_was_done_for_good_knows_its_list_and_what_came_of_it() -> None:
    """The refund to another account failed afterwards; the order that was sent was asked about and came."""
    listed = entry(DESK, "2026-05-03 09:00", answered("ship"))
    stopped = entry(DESK, "2026-05-03 10:00", answered("refund_elsewhere", went_on=False))
    story = (*FAILED_REFUND, WHERE, listed, stopped, acted("refunded_elsewhere", "2026-05-03 14:20"))
    file = file_of(*story, acted("shipped", "2026-05-03 15:00"), now=LATE)
    assert done_for_good(file) == (
        Done(at("2026-05-03 14:20"), "refund_elsewhere", checked=False, failed=True),
        Done(at("2026-05-03 15:00"), "ship", checked=True, failed=False),
    )


def test_before_its_time_has_passed_nobody_knows_what_came_of_it() -> None:
    (done,) = done_for_good(file_of(WHERE, acted("cancelled", "2026-06-10 10:00"), now=LATE))
    assert (done.failed, done.checked) == (None, False)
    assert done_for_good(file_of(WHERE, acted("painted", "2026-06-10 10:00"), now=LATE)) == ()


def test_what_went_wrong_before_it_was_done_or_long_after_did_not_come_of_it() -> None:
    """The refund failed on 9 May: not because of what was done on the tenth, nor of what was done in March."""
    for when in ("2026-05-10 09:00", "2026-03-10 09:00"):
        (done,) = done_for_good(file_of(*FAILED_REFUND, WHERE, acted("refunded_elsewhere", when), now=LATE))
        assert done.failed is False


def test_a_list_is_judged_over_everything_that_was_done_answered_or_not() -> None:
    since = at("2026-05-20 10:00")

    def days(first: int, last: int, every: int) -> list[Done]:
        moments = [Moment(since + day * DAY_US + hour) for day in range(first, last) for hour in range(20)]
        return [Done(when, "ship", n % 3 == 0, failed=n % every == 0) for n, when in enumerate(moments)]

    unknown = Done(since, "ship", checked=True, failed=None)
    other = Done(since, "cancel", checked=False, failed=True)
    done = [*days(-60, 0, 5), *days(0, 60, 100), unknown, other]
    judged = judge_list(done, "ship", since, zone=ZoneInfo("UTC"))
    assert judged.verdict is Judgement.WORKED
    assert judged.after.rows == 60 * 20
