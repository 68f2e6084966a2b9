"""What was said in the demo: stories 2 and 3, promises and parcels with known truth, and what a judge may overlook."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import pytest

from amends import link
from amends.claims.statements import statements
from amends.customer import has_happened, understand_bundle
from amends.demo import answers, story_2, story_3
from amends.demo.files import OUR_ADDRESS, POLICY
from amends.demo.judge import Judgement, judge
from amends.demo.talk_faults import TALK_FAULTS
from amends.demo.world import World
from amends.demo.year import generate
from amends.facts import (
    US,
    CallOutcome,
    ClaimKind,
    CustomerFile,
    Entry,
    Identity,
    Moment,
    Opinion,
    PromiseState,
    Reason,
    Source,
    Verdict,
    hear_moment,
)
from amends.facts.kinds import AnswerGiven, CallTold, CompletenessDeclared
from amends.facts.moments import DAY_US
from amends.facts.policy import policy_of
from told_by_demo import END, told

SHOP_POLICY = policy_of(POLICY)
MATTERS = {"story_2", "story_3"} | {fault.__name__ for fault in TALK_FAULTS}
SILENT = {"promise_tried", "told_the_right_sum"}  # twins in which there is nothing to find


def files_of(entries: Sequence[Entry]) -> dict[str, CustomerFile]:
    bundles = link.everybody([entry for entry in entries if has_happened(entry, END)], SHOP_POLICY)
    return {b.identity.id: understand_bundle(b, now=END, policy=SHOP_POLICY, history=False) for b in bundles}


def judged(change: Callable[[Entry], Entry | None] = lambda entry: entry) -> Judgement:
    """The year of 120 customers against its truth, each entry changed or left out."""
    world, entries = told(120)
    return judge(world.expected, files_of([new for one in entries if (new := change(one)) is not None]).values())


@cache
def as_it_is() -> Judgement:
    return judged()


@cache
def files() -> dict[str, CustomerFile]:
    return files_of(told(120)[1])


def customer(customer_id: str) -> CustomerFile:
    return next(f for f in files().values() if f"customer:{customer_id}" in f.identity.handles)


def test_every_matter_of_talk_is_found_for_what_it_is_and_nobody_else_is_suspected() -> None:
    world, _ = told(120)
    assert {e.fault for e in world.expected} & MATTERS == MATTERS - SILENT
    assert as_it_is().right == len(world.expected)
    assert as_it_is().false_alarms == ()


def missed(found: Judgement) -> set[str]:
    return {miss.expected.fault for miss in (*found.wrong, *found.reason_differs, *found.cannot_tell)}


def test_twin_without_the_phone_log_takes_kept_promises_for_broken() -> None:
    found = judged(lambda entry: None if isinstance(entry.what, CallTold) else entry)
    assert "promise_kept" in missed(found)
    assert {reason for _, _, reason in found.false_alarms} == {Reason.PROMISE_BROKEN}


def test_twin_that_takes_sent_mail_for_a_note_is_caught() -> None:
    """Whoever believes no record of the words cannot contradict anybody, and the truth is not found."""

    def noted(entry: Entry) -> Entry:
        what = entry.what
        sent = isinstance(what, AnswerGiven) and what.record == "sent"
        return replace(entry, what=replace(what, record="note")) if sent else entry

    assert {"told_otherwise_in_writing", "story_3"} <= missed(judged(noted))


def test_twin_that_takes_a_note_for_a_record_of_the_words_is_caught() -> None:
    """What one of us noted is no record: whoever takes it for a transcript contradicts a customer by our own word."""

    def taken_down(entry: Entry) -> Entry:
        what = entry.what
        note = isinstance(what, AnswerGiven) and what.record == "note"
        return replace(entry, what=replace(what, record="sent", medium="mail")) if note else entry

    assert "told_otherwise_by_a_note" in missed(judged(taken_down))


def test_twin_that_believes_our_own_list_of_parcels_is_caught() -> None:
    """The carrier's words, told as if they were ours: nothing is proved by them."""

    def ours(entry: Entry) -> Entry:
        own = Source(entry.source.name, US)
        return replace(entry, source=own) if entry.what.kind == "delivery.told" else entry

    assert missed(judged(ours)) == {"parcel_lost", "parcel_with_a_neighbour"}


def test_twin_judge_that_counts_only_money_would_overlook_a_broken_promise() -> None:
    """Nothing was planted for this customer: a verdict against us on a promise, a sum or a parcel is a false alarm."""
    for kind, reason in (
        (ClaimKind.PROMISE_NOT_KEPT, Reason.PROMISE_BROKEN),
        (ClaimKind.AMOUNT_DISPUTED, Reason.WRONG_AMOUNT_TOLD),
        (ClaimKind.NOT_DELIVERED, Reason.NOT_ARRIVED),
    ):
        opinion = Opinion("promise:p-1", kind, Verdict.CUSTOMER_RIGHT, reason, "words")
        file = CustomerFile(Identity("customer:C-9", ("customer:C-9",), ()), END, (), (), (opinion,), (), (), ())
        assert judge([], [file]).false_alarms == (("C-9", "promise:p-1", reason),)
        other = replace(told(120)[0].expected[0], customer_id="C-9", matter="", reason=Reason.NEVER_SENT)
        assert judge([other], [file]).false_alarms, "one truth excuses no other"


def test_writing_twice_and_waiting_are_no_alarm() -> None:
    for reason in (Reason.CONTACTED_BEFORE, Reason.NOT_ANSWERED):
        opinion = Opinion("contact:c-1", ClaimKind.NO_RESPONSE, Verdict.CUSTOMER_RIGHT, reason, "words")
        file = CustomerFile(Identity("customer:C-9", ("customer:C-9",), ()), END, (), (), (opinion,), (), (), ())
        assert judge([], [file]).false_alarms == ()


def test_ordinary_answers_and_notes_promise_nothing_and_name_no_sum() -> None:
    """Else the year would hold promises and debts that nobody planted."""
    words = {text for texts in (*answers.WORDS.values(), answers.LOOKED_AT) for text in texts}
    said = [
        Entry(Source("sent", US), str(n), END, AnswerGiven("mail", text=text)) for n, text in enumerate(sorted(words))
    ]
    read = statements(said)
    assert {s.kind for s in read} == {ClaimKind.RECORD_STATEMENT}
    assert len(said) > len({s.entry_id for s in read}) > 0


def test_story_2_is_told_four_hundred_owes_nine_and_is_followed_up() -> None:
    file = customer(story_2.OKAFOR.customer_id)
    assert [o.reason for o in file.opinions] == [Reason.WRONG_AMOUNT_TOLD]
    assert "400.00 USD" in file.opinions[0].sentence
    assert "9.00 USD" in file.opinions[0].sentence
    assert [(f.why, f.open) for f in file.follow_ups] == [("survey", True)]
    assert any("Don't bother" in remark for remark in file.follow_ups[0].remarks)


def test_story_3_has_one_chain_two_signals_a_promise_and_one_private_task() -> None:
    file = customer(story_3.ACHTERBERG.customer_id)
    assert [len(case.contacts) for case in file.conversation.cases] == [3]
    assert {signal.kind.value for signal in file.conversation.signals} == {"regulator", "lawyer"}
    assert [p.state for p in file.conversation.promises] == [PromiseState.SCHEDULED]
    assert [(SHOP_POLICY.agent_behind(t.agent), t.done) for t in file.tasks] == [(story_3.AGENT, False)]
    assert [call.ended_by for call in file.conversation.calls] == ["us"]


def test_nobody_elses_call_was_ended_by_us() -> None:
    assert [t for f in files().values() for t in f.tasks] == list(customer(story_3.ACHTERBERG.customer_id).tasks)


def test_people_call_and_are_called_in_every_size_of_the_demo() -> None:
    """Only the first 999 customers have numbers of their own."""
    for customers in (100, 2_400):
        year = generate(customers=customers, seed=3, end=END)
        assert len({call.person.customer_id for call in year.calls}) > customers // 25
    outcomes = {call.outcome for f in files().values() for call in f.conversation.calls}
    assert {CallOutcome.REACHED, CallOutcome.MENU, CallOutcome.NO_ANSWER} <= outcomes


def test_the_year_holds_promises_that_were_kept_broken_and_tried() -> None:
    states = {p.state for f in files().values() for p in f.conversation.promises}
    assert {PromiseState.KEPT, PromiseState.BROKEN, PromiseState.RETRY, PromiseState.SCHEDULED} <= states
    followed = {f.state for file in files().values() for f in file.follow_ups}
    assert "open" in followed


DAYS = ("2026-01-01", "2026-03-29", "2026-06-19", "2026-10-25", "2028-02-29")


@pytest.mark.parametrize("day", DAYS)
def test_the_stories_play_in_the_year_whatever_the_day_of_the_demo(day: str) -> None:
    """In summer and in winter, and on the days on which the clocks change."""
    end = hear_moment(f"{day}T00:00:00Z")
    year = generate(customers=100, seed=1, end=end)
    check_days(year)
    (promise,) = [entry for entry in year.posted if entry["source_id"] == f"promise:{story_3.PROMISE}"]
    assert promise["what"]["window_from"][:10] > day, "tomorrow, however late in the day somebody looks"
    (hers,) = [call for call in year.calls if call.person is story_3.ACHTERBERG]
    assert end - DAY_US < hers.at < hear_moment(promise["occurred"]) < end


class NotInTheYear(AssertionError):
    """Something was said after the end, or before the year began."""


def check_days(year: World) -> None:
    """Raises NotInTheYear."""
    moments = [*(one.at for one in (*year.letters, *year.answers, *year.calls))]
    moments += [hear_moment(row["answered_at"]) for row in year.tables["survey/surveys"]]
    if not all(year.start <= at < year.end for at in moments):
        raise NotInTheYear


def test_twin_with_a_call_of_tomorrow_is_caught() -> None:
    year = generate(customers=100, seed=1, end=END)
    year.calls.append(replace(year.calls[0], at=Moment(END + DAY_US)))
    with pytest.raises(NotInTheYear):
        check_days(year)


def test_the_phone_log_is_declared_complete_by_the_phone_system_and_parcels_by_nobody() -> None:
    """A carrier that tells of some parcels says nothing by its silence about the others."""
    declared = {(e.source.root, e.what.of) for e in told(120)[1] if isinstance(e.what, CompletenessDeclared)}
    assert ("phone", "calls") in declared
    assert not {of for _, of in declared} & {"deliveries", "surveys", "answers", "contacts"}


def test_the_demo_has_a_policy_that_knows_its_addresses_and_people() -> None:
    assert SHOP_POLICY.our_addresses == (OUR_ADDRESS,)
    assert SHOP_POLICY.agent_behind("PJSIP/admin") == story_3.AGENT
