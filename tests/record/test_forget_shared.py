"""What two people share stays with the one who stays; what only a witness calls by another name goes with him."""

import pytest

from amends.facts import Entry, MoneyState, Policy
from amends.facts.kinds import ChargeTold, ContactReceived, OrderTold, RefundTold
from amends.record import Record, blanking, holding
from forget_stories import AT, HIS_NAME, HIS_PHONE, MAIL, MONEY, SHOP, STRIPE
from record_stories import Place

ORDER = "10-777777"


def order(customer: str, number: str = ORDER) -> Entry:
    what = OrderTold(number, MONEY, "paid", customer_id=customer, email=f"{customer.lower()}@example.org")
    return Entry(SHOP, f"{customer}:{number}", AT, what)


def refund(number: str = ORDER) -> Entry:
    """The gateway tells of the order, and names nobody."""
    return Entry(STRIPE, f"re_{number}", AT, RefundTold(f"re_{number}", MONEY, MoneyState.SETTLED, order_id=number))


def charge(number: str = ORDER) -> Entry:
    """The gateway has a name of its own for who paid."""
    what = ChargeTold(f"pi_{number}", MONEY, MoneyState.SETTLED, order_id=number, customer_id="cus_9")
    return Entry(STRIPE, f"pi_{number}", AT, what)


def held(record: Record, key: str) -> holding.Holding:
    found = holding.holding_of(record, [key], Policy())
    assert found is not None
    return found


def test_what_is_told_of_an_order_that_two_people_have_stays(place: Place) -> None:
    with place.open() as record:
        record.append([order("A-1"), order("B-2"), refund()])
        his = held(record, "customer:A-1")
        assert [entry.source_id for entry in his.entries] == [f"A-1:{ORDER}"]
        assert {entry.source_id for entry in his.others} == {f"B-2:{ORDER}", f"re_{ORDER}"}
        record.erase(his.subjects)
        assert {entry.source_id for entry in record.about([f"order:{ORDER}"])} == {f"B-2:{ORDER}", f"re_{ORDER}"}
        assert record.verify(deep=True).ok


def test_whoever_asks_the_other_stays_whole(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([order("A-1"), order("B-2"), refund()])
        for one, other in (("A-1", "B-2"), ("B-2", "A-1")):
            assert f"{other}:{ORDER}" not in {entry.source_id for entry in held(record, f"customer:{one}").entries}


@pytest.mark.promise
def test_a_forgetting_that_takes_all_it_meets_is_caught(sqlite_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "_his", lambda record, told, handles: {one.subject_key for one in told.values()})
    with sqlite_place.open() as record:
        record.append([order("A-1"), order("B-2"), refund()])
        record.erase(held(record, "customer:A-1").subjects)
        assert record.about(["customer:B-2"]) == []


def test_a_gateways_own_name_for_him_goes_with_him(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([order("A-1"), refund(), charge()])
        record.erase(held(record, "customer:A-1").subjects)
        assert record.after(0) == []


def test_a_mention_leads_to_nobody(sqlite_place: Place) -> None:
    words = ContactReceived("mail", sender="b@example.org", text="See", named=("order:10-888888",), message_id="<m@x>")
    with sqlite_place.open() as record:
        record.append([Entry(MAIL, "m", AT, words)])
        assert holding.holding_of(record, ["order:10-888888"], Policy()) is None
        assert held(record, "email:b@example.org").entries


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("called +49 151 12345678 back", True),
        ("called 0151/123-45-678 back", True),
        ("Dear MALIN  LINDQVIST,", True),
        ("order 10-777777;", True),
        ("order 10-7777771;", False),
        ("phone 0151 12345679", False),
        ("in 2026, 4711 letters", False),
    ],
)
def test_raw_bytes_are_found_by_whole_identifiers_in_any_notation(text: str, found: bool) -> None:
    pattern = blanking.pattern_of([HIS_PHONE, HIS_NAME, ORDER, "4711", "7", ""])
    assert pattern is not None
    assert bool(pattern.search(text)) is found
    assert blanking.pattern_of(["7", "4711"]) is None
