"""What identifies a person stays as it was told; what he writes is freed of card numbers."""

from pathlib import Path

import pytest

from amends.facts import Broken, Entry, Money, Source, hear_moment
from amends.facts.kinds import OrderTold
from amends.record import open_record

LOOKS_LIKE_CARDS = ("4539140000096467", "4539140000176467")  # two shop customers, alike in their first and last digits
AT = hear_moment("2026-05-04T10:00:00Z")


def order(number: str, customer: str, name: str = "") -> Entry:
    what = OrderTold(number, Money(100, "EUR"), customer_id=customer, name=name)
    return Entry(Source("shop", "us"), f"order:{number}", AT, what)


def test_customers_whose_numbers_look_like_cards_stay_two_people(home: Path) -> None:
    with open_record(home) as record:
        record.append([order(f"10-{n}", customer) for n, customer in enumerate(LOOKS_LIKE_CARDS)])
        found = [record.about((f"customer:{customer}",)) for customer in LOOKS_LIKE_CARDS]
    assert [[entry.source_id for entry in entries] for entries in found] == [["order:10-0"], ["order:10-1"]]


def test_a_card_number_beside_them_is_still_redacted(home: Path) -> None:
    with open_record(home) as record:
        record.append([order("10-1", "C1", name=f"card {LOOKS_LIKE_CARDS[0]}")])
        (entry,) = record.about(("customer:C1",))
    assert isinstance(entry.what, OrderTold)
    assert entry.what.name == "card 453914******6467"


@pytest.mark.parametrize("how", ["missing", "empty"])
def test_a_lost_database_is_not_quietly_begun_anew(home: Path, how: str) -> None:
    with open_record(home) as record:
        record.append([order("10-1", "C1")])
    for file in home.glob("record.sqlite*"):
        file.unlink()
    if how == "empty":
        (home / "record.sqlite").touch()
    with pytest.raises(Broken, match=r"is missing or empty, although signed checkpoints vouch"):
        open_record(home)
