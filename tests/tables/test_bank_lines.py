"""A bank's line names a payout, not a customer: it is told as the payout, or nobody would ever find it."""

from amends.facts import Money, Source
from amends.facts.kinds import PayoutTold, PostingTold, What
from amends.intake.posted import hear_posted
from table_rows import SHOP, hear

BANK = Source("statement", "bank")
COLUMNS = "posting_id,amount,currency,posted_at,payout_ref,payment_ref"


def line(more: str, source: Source = BANK) -> What:
    heard = hear(f"{COLUMNS}\nb1,490.00,EUR,2026-03-07T00:00:00Z,{more}\n", "postings", source=source)
    (entry,) = heard.entries
    assert entry.source_id == "posting:b1"
    return entry.what


def test_the_banks_line_of_a_payout_is_that_payout() -> None:
    assert line("po_1,") == PayoutTold("po_1", Money(49000, "EUR"))


def test_a_line_that_names_a_payment_and_our_own_ledger_stay_postings() -> None:
    assert isinstance(line("po_1,pi_1"), PostingTold)
    assert isinstance(line(","), PostingTold)
    assert isinstance(line("po_1,", SHOP), PostingTold)


def test_posted_to_the_api_it_is_the_same() -> None:
    body = b"""{"kind": "posting.told", "source": "statement", "root": "bank", "source_id": "b1",
      "occurred": "2026-03-07T00:00:00Z",
      "what": {"posting_id": "b1", "money": {"amount": "490.00", "currency": "EUR"}, "payout_ref": "po_1"}}"""
    (entry,) = hear_posted(body).entries
    assert entry.what == PayoutTold("po_1", Money(49000, "EUR"))
