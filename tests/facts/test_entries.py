"""Entries: whose they are, what they are found by, and an order that does not depend on arrival."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import (
    ORGANISATION,
    Entry,
    Handle,
    HandleKind,
    Money,
    MoneyState,
    Source,
    Tie,
    hear_moment,
    in_order_of_happening,
)
from amends.facts.kinds import (
    KINDS,
    CallBackPromised,
    CompletenessDeclared,
    ContactReceived,
    EventTold,
    LinkJudged,
    OrderTold,
    PayoutTold,
    RefundTold,
    SecondLook,
    What,
)
from amends.facts.verdicts import Verdict
from any_entry import entries, shuffled

SHOP = Source("shop", "us")
EUR = Money(12_900, "EUR")
AT = hear_moment("2026-05-03T14:20:00Z")


def told(what: What, source_id: str = "1") -> Entry:
    return Entry(SHOP, source_id, AT, what)


@pytest.mark.promise
@given(st.lists(entries(), max_size=12), st.integers(0, 2**16))
def test_order_of_arrival_and_repetition_change_nothing(arrived: list[Entry], seed: int) -> None:
    assert in_order_of_happening(shuffled(arrived, seed)) == in_order_of_happening(arrived)


@pytest.mark.promise
def test_the_broken_twin_that_keeps_the_order_of_arrival_is_caught() -> None:
    refund = RefundTold("R-1", EUR, MoneyState.ACCEPTED)
    arrived = [told(refund, "2"), told(refund, "1"), told(refund, "1")]
    broken = tuple(dict.fromkeys(arrived))
    assert broken != tuple(dict.fromkeys(reversed(arrived)))
    assert in_order_of_happening(arrived) == in_order_of_happening(reversed(arrived))
    assert [entry.id for entry in in_order_of_happening(arrived)] == ["shop/1", "shop/2"]


def test_two_tellings_under_one_id_count_once_and_the_same_one_whoever_came_first() -> None:
    one = told(RefundTold("R-1", EUR, MoneyState.ACCEPTED))
    other = told(RefundTold("R-1", EUR, MoneyState.FAILED))
    assert in_order_of_happening([one, other]) == in_order_of_happening([other, one])
    assert len(in_order_of_happening([one, other])) == 1


@given(
    st.lists(st.tuples(st.text("a/%2F", max_size=4), st.text("a/%2F", max_size=4)), min_size=2, max_size=2, unique=True)
)
def test_two_entries_never_share_an_id(pairs: list[tuple[str, str]]) -> None:
    """Whatever stands in the names: one of two with the same id would be taken for the other's repetition."""
    refund = RefundTold("R-1", EUR, MoneyState.ASKED)
    one, other = (Entry(Source(name, "us"), source_id, AT, refund) for name, source_id in pairs)
    assert one.id != other.id


def test_the_broken_twin_that_joins_the_names_with_a_slash_is_caught() -> None:
    assert "/".join(("a/b", "c")) == "/".join(("a", "b/c"))
    one, other = (Entry(Source(n, "us"), i, AT, PayoutTold("po_1", EUR)) for n, i in (("a/b", "c"), ("a", "b/c")))
    assert one.id != other.id


@pytest.mark.parametrize(
    ("what", "subject"),
    [
        (ContactReceived("mail", sender=" M@Example.org", customer_id="C1"), "customer:C1"),
        (ContactReceived("mail", sender="M@Example.org"), "email:m@example.org"),
        (ContactReceived("phone", sender="+4930123456"), "phone:+4930123456"),
        (OrderTold("10-1", EUR, email="m@example.org", phone="+4930123456"), "email:m@example.org"),
        (OrderTold("10-1", EUR), "order:10-1"),
        (RefundTold("R-1", EUR, MoneyState.ASKED, order_id="10-1", payment_ref="pi_1"), "order:10-1"),
        (RefundTold("R-1", EUR, MoneyState.ASKED, payment_ref="pi_1"), "payment:pi_1"),
        (RefundTold("R-1", EUR, MoneyState.ASKED), "refund:R-1"),
        (PayoutTold("po_1", EUR), ORGANISATION),
        (CompletenessDeclared("refunds", AT, AT), ORGANISATION),
        (SecondLook("refund:R-1", Verdict.TOO_EARLY, Verdict.CANNOT_TELL), "refund:R-1"),
        (SecondLook("nothing", Verdict.TOO_EARLY, Verdict.CANNOT_TELL), "entry:shop/1"),
    ],
)
def test_the_words_are_kept_under_the_person_and_else_under_the_thing(what: What, subject: str) -> None:
    assert told(what).subject_key == subject


def test_what_somebody_merely_names_is_not_his() -> None:
    """Anybody can write another's order number; the entry stays his own, and is found by the number all the same."""
    mail = told(ContactReceived("mail", sender="m@example.org", named=("order:10-1", "refund:R-1")))
    assert mail.subject_key == "email:m@example.org"
    assert Handle(HandleKind.ORDER, "10-1", Tie.NAMED) in mail.what.handles()


@pytest.mark.parametrize("text", ["", "order", "order:", ":10-1", "colour:red", "refund"])
def test_text_that_is_no_handle_key_gives_no_handle_and_stops_nobody(text: str) -> None:
    assert ContactReceived("mail", named=(text,)).handles() == ()
    assert EventTold("evt_1", "refund.failed", text).handles() == ()
    assert LinkJudged(text, text).handles() == ()
    assert CallBackPromised(text, AT, about=text).handles() == ()


def test_a_link_is_found_from_either_side() -> None:
    keys = [handle.key for handle in LinkJudged("email:m@example.org", "phone:+4930123456").handles()]
    assert keys == ["email:m@example.org", "phone:+4930123456"]


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_handles_and_subject_are_a_function_of_the_entry_alone(kind: str, data: st.DataObject) -> None:
    entry = data.draw(entries(KINDS[kind]))
    assert entry.what.handles() == entry.what.handles()
    assert all(handle.value for handle in entry.what.handles())
    assert entry.subject_key
