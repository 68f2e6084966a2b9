""" "I inherited this": whoever had the contact before is told first, kindly and alone; then the register knows."""

from collections.abc import Sequence

import pytest

from amends.facts import CustomerFile, Entry, NotAllowed, Policy, Refused, Source
from amends.facts.kinds import FollowUpTold, InheritedTold
from amends.learning import inherited
from amends.learning.inherited import check_inherited, check_seen, notices
from amends.learning.mistake_json import mistake_json
from amends.learning.mistakes import Mistake
from amends.learning.register import mistakes
from whole.conversation_world import FAILED_REFUND, WHO, at, entry, file_of, we_said, wrote

POLICY = Policy(zone="Europe/Berlin", agents={"ruth": ("zendesk/3301",), "omar": ("zendesk/77",)})
DESK = Source("desk", "us")
FIRST = wrote("The lamp flickers.", "2026-05-20 10:00", ticket="zendesk/1")
RUTH = we_said("Please wait.", "2026-05-20 12:00", ticket="zendesk/1")
SECOND = wrote("The lamp still flickers.", "2026-05-22 10:00", ticket="zendesk/1")
OMAR = we_said("I am looking into it.", "2026-05-22 11:00", ticket="zendesk/1", agent="zendesk/77")
STORY = (FIRST, RUTH, SECOND, OMAR)


def says(by: str = "omar", **more: str) -> Entry:
    more = {"step": "contact.hand_over", "words": "Nothing was noted on what was tried.", **more}
    what = InheritedTold(SECOND.id, by=by, about=WHO, **more)
    return entry(DESK, "2026-05-22 11:30", what, "inherited:1")


def saw(by: str = "ruth") -> Entry:
    what = FollowUpTold(f"inherited:{says().id}", "seen", by=by, about=WHO)
    return entry(DESK, "2026-05-23 09:00", what, "seen:1")


def file_with(*more: Entry | Sequence[Entry], now: str = "2026-05-24 10:00") -> CustomerFile:
    return file_of(*STORY, *more, now=now, policy=POLICY)


def of_hand_over(file: CustomerFile) -> list[Mistake]:
    return [one for one in mistakes(file, POLICY) if one.step == "contact.hand_over"]


def test_whose_contact_it_was_is_told_alone_and_kindly() -> None:
    (notice,) = notices(file_with(says()), POLICY)
    assert (notice.user, notice.contact, notice.seen) == ("ruth", FIRST.id, False)
    assert notice.sentence == (
        "A contact of 20 May 2026 that was with you was harder to take over than it had to be. It is about handing a "
        "contact over. It happens to everybody, and only you see this. If something can still be put right for the "
        "customer, you can do it now. The register will show the step and never you: when you have read this, or on "
        "29 May 2026."
    )
    assert "omar" not in repr(notice)


def check_told_first(register: object) -> None:
    """Before it was read, and before a week is over, nobody else hears of it."""
    assert callable(register)
    soon, read = file_with(says()), file_with(says(), saw())
    late = file_with(says(), now="2026-05-29 11:30")
    shown = [[one for one in register(file, POLICY) if one.step == "contact.hand_over"] for file in (soon, read, late)]
    assert [len(some) for some in shown] == [0, 1, 1]


@pytest.mark.promise
def test_the_register_knows_when_it_was_read_or_a_week_has_passed() -> None:
    check_told_first(mistakes)


def test_twin_that_does_not_wait_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inherited, "NOTICE_DAYS", 0)
    with pytest.raises(AssertionError):
        check_told_first(mistakes)


def test_somebody_elses_reading_is_not_his() -> None:
    assert of_hand_over(file_with(says(), saw(by="omar"))) == []


def test_it_is_a_mistake_of_its_own_with_both_contacts_and_without_both_names() -> None:
    (mistake,) = of_hand_over(file_with(says(), saw()))
    assert mistake.id == f"inherited:{says().id}"
    assert mistake.contacts == (FIRST.id, SECOND.id)
    assert (mistake.what, mistake.found_by) == ("Nothing was noted on what was tried.", "agent")
    assert (mistake.happened, mistake.harm.contacts_caused) == (at("2026-05-20 10:00"), 1)
    assert not any(name in str(mistake_json(mistake)) for name in ("ruth", "omar", "3301"))


def test_nobody_is_told_where_it_was_his_own_contact_or_nobody_is_known() -> None:
    assert notices(file_with(says(by="ruth")), POLICY) == ()
    alone = file_of(FIRST, SECOND, OMAR, says(earlier=FIRST.id), now="2026-05-24 10:00", policy=POLICY)
    assert notices(alone, POLICY) == ()
    assert len(of_hand_over(file_with(says(by="ruth")))) == 1  # there is nobody to wait for


def test_what_a_witness_tells_already_is_one_mistake_with_two_ways() -> None:
    asked = wrote("Where is my refund for order 10-1?", "2026-05-20 10:00", named=("order:10-1",), ticket="zendesk/2")
    told = we_said("It was sent.", "2026-05-20 12:00", ticket="zendesk/2")
    again = wrote("Still no refund for 10-1.", "2026-05-23 10:00", named=("order:10-1",), ticket="zendesk/2")
    inherits = InheritedTold(again.id, asked.id, "refund.send", "Nobody had asked the gateway.", "omar", WHO)
    story = (*FAILED_REFUND, asked, told, again, entry(DESK, "2026-05-23 11:00", inherits, "i:2"))
    (mistake,) = mistakes(file_of(*story, now="2026-06-20 10:00", policy=POLICY), POLICY)
    assert [way.by for way in mistake.ways] == ["customer", "agent"]
    assert "It was handed on: Nobody had asked the gateway." in mistake.factors
    assert mistake.also == ("inherited:desk/i:2",)


def test_the_same_hand_over_told_twice_is_one_mistake() -> None:
    again = entry(
        DESK, "2026-05-22 15:00", InheritedTold(SECOND.id, step="contact.hand_over", by="lena", about=WHO), "i:2"
    )
    (mistake,) = of_hand_over(file_with(says(), again, now="2026-06-20 10:00"))
    assert mistake.id == "inherited:desk/inherited:1"
    assert mistake.also == ("inherited:desk/i:2",)
    assert [way.at for way in mistake.ways] == [at("2026-05-22 11:30"), at("2026-05-22 15:00")]


def test_the_next_hand_over_of_the_same_case_is_another_one() -> None:
    third = wrote("It flickers for the third time.", "2026-05-24 10:00", ticket="zendesk/1")
    next_ = InheritedTold(third.id, step="contact.hand_over", words="Nobody wrote it down.", by="lena", about=WHO)
    file = file_with(third, says(), entry(DESK, "2026-05-24 11:00", next_, "i:3"), now="2026-06-20 10:00")
    assert [one.contacts for one in of_hand_over(file)] == [(FIRST.id, SECOND.id), (SECOND.id, third.id)]
    assert [one.user for one in notices(file, POLICY)] == ["ruth", "omar"]


@pytest.mark.parametrize(
    ("told", "says_"),
    [
        (InheritedTold("mail/none", step="other", by="omar", about=WHO), "has not made"),
        (InheritedTold(SECOND.id, SECOND.id, "other", by="omar", about=WHO), "came from itself"),
        (InheritedTold(SECOND.id, step="tea", by="omar", about=WHO), "no step of the list"),
        (InheritedTold(SECOND.id, by="omar", about=WHO), "says nothing"),
        (InheritedTold(SECOND.id, words="x" * 4_001, by="omar", about=WHO), "4000 characters"),
        (InheritedTold(SECOND.id, words="x", by="omar", about="customer:C-2"), "whose contact"),
        (InheritedTold(SECOND.id, words="x", about=WHO), "who says so"),
    ],
)
def test_what_is_wrong_with_it_is_said(told: InheritedTold, says_: str) -> None:
    with pytest.raises(Refused, match=says_):
        check_inherited(told, file_with())


def test_a_good_one_passes_and_only_he_may_say_that_he_read_it() -> None:
    good = InheritedTold(SECOND.id, FIRST.id, words="Nothing was noted.", by="omar", about=WHO)
    assert check_inherited(good, file_with()) is good
    (notice,) = notices(file_with(says()), POLICY)
    read = FollowUpTold(notice.id, "seen", by="ruth", about=WHO)
    assert check_seen(read, notice, "ruth") is read
    for user, told in (("omar", read), ("ruth", FollowUpTold(notice.id, "taken", by="ruth", about=WHO))):
        with pytest.raises(NotAllowed):
            check_seen(told, notice, user)
