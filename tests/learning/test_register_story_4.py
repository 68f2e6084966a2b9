"""Story 4: what dora inherited. One of us told him a wrong thing, another did something for good, then he came to her.

The register knows what went wrong and at which step; each of the two hears of it alone; and no score hears of it.
"""

import pytest

from amends.facts import CustomerFile, Entry, Policy, Source
from amends.facts.kinds import ActionTold, FollowUpTold, InheritedTold, MistakeNoted, What
from amends.learning.checklists import before
from amends.learning.inherited import notices
from amends.learning.mistakes import Mistake
from amends.learning.register import mistakes
from amends.scores.inherited import taken
from whole.conversation_world import FAILED_REFUND, WHO, at, entry, file_of, we_said, wrote

DESK = Source("desk", "us")
POLICY = Policy(zone="Europe/Berlin", agents={"ines": ("chat/ines",), "marek": ("chat/marek",), "dora": ("chat/dora",)})
NOW = "2026-06-20 10:00"


def came(number: int, words: str, when: str, agent: str, answer: str) -> tuple[Entry, Entry]:
    """A chat of his, and what one of us answered."""
    ticket = f"chats/{number}"
    asked = wrote(words, when, "chat", ticket=ticket, named=("order:10-1",))
    return asked, we_said(answer, f"{when[:-2]}12", "chat", agent=f"chat/{agent}", ticket=ticket)


FIRST = came(1, "I never got my refund for order 10-1.", "2026-05-20 10:00", "ines", "The refund for 10-1 was sent.")
SECOND = came(2, "Still no refund for order 10-1.", "2026-05-23 10:00", "marek", "I have looked at order 10-1.")
THIRD = came(
    3, "Third time: where is my refund for order 10-1?", "2026-05-26 10:00", "dora", "It failed at the gateway."
)
CANCELLED = entry(Source("shop", "us"), "2026-05-23 10:20", ActionTold("cancelled", order_id="10-1", customer_id="C-1"))
STORY = (*FAILED_REFUND, *FIRST, *SECOND, CANCELLED, *THIRD)


def told(when: str, id_: str, what: What) -> Entry:
    return entry(DESK, when, what, id_)


INHERITED = told(
    "2026-05-26 10:30",
    "i-1",
    InheritedTold(THIRD[0].id, SECOND[0].id, "order.cancel", "It was cancelled while money was open.", "dora", WHO),
)
SEEN = told("2026-05-27 09:00", "s-1", FollowUpTold("inherited:desk/i-1", "seen", by="marek", about=WHO))
NOTED = told(
    "2026-05-28 09:00",
    "n-1",
    MistakeNoted("inherited:desk/i-1", surprised="The page does not show what is owed.", by="lena", about=WHO),
)


def file_with(*more: Entry) -> CustomerFile:
    return file_of(*STORY, *more, now=NOW, policy=POLICY)


def by_step(file: CustomerFile) -> dict[str, Mistake]:
    return {one.step: one for one in mistakes(file, POLICY)}


def test_what_went_wrong_stands_at_its_steps_and_nobody_stands_there() -> None:
    found = by_step(file_with(INHERITED, SEEN, NOTED))
    assert {"refund.send", "order.cancel"} <= set(found)
    lost = found["refund.send"]
    assert (lost.found_by, lost.harm.contacts_caused) == ("customer", 3)
    assert "What our record shows was told again instead of being checked." in lost.factors
    cancelled = found["order.cancel"]
    assert cancelled.what == "It was cancelled while money was open."
    assert cancelled.surprised == "The page does not show what is owed."
    assert cancelled.happened == at("2026-05-23 10:00")
    assert not any(name in repr(found) for name in ("ines", "marek", "dora", "lena"))


def test_whoever_had_it_before_hears_of_it_alone() -> None:
    (notice,) = notices(file_with(INHERITED), POLICY)
    assert (notice.user, notice.contact) == ("marek", SECOND[0].id)
    assert "It is about cancelling an order." in notice.sentence


def test_before_it_is_cancelled_the_witnesses_are_heard() -> None:
    shown = before("cancel", file_of(*FAILED_REFUND, *FIRST, *SECOND, now="2026-05-23 10:19"), "refund:R-1")
    assert shown.says[0].startswith("The customer is right")
    assert shown.wait[0] == "129.00 EUR is owed to this customer and has not been seen to arrive."


def check_score_unmoved(*private: Entry) -> None:
    assert taken(file_with(*private), POLICY) == taken(file_with(), POLICY)


@pytest.mark.promise
def test_the_score_is_fed_nothing_of_it() -> None:
    assert len(taken(file_with(), POLICY)) == 3
    check_score_unmoved(INHERITED, SEEN, NOTED)


def test_twin_something_that_a_system_vouches_for_does_move_it() -> None:
    other = entry(
        Source("shop", "us"), "2026-05-24 10:00", ActionTold("written_off", order_id="10-1", customer_id="C-1")
    )
    with pytest.raises(AssertionError):
        check_score_unmoved(other)
