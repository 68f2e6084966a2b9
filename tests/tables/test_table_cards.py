"""A card number typed into a column that is kept in the clear does not get that far."""

import orjson
import pytest

from amends.intake.posted import hear_posted
from table_rows import hear

CARD, KEPT = "4242424242424242", "424242******4242"
AT = "2026-05-03T14:20:00Z"


@pytest.mark.parametrize(
    ("kind", "header", "row"),
    [
        ("orders", "order_id,amount,currency,placed_at,status", f"O-1,1.00,EUR,{AT},paid {CARD}"),
        ("invoices", "invoice_id,amount,currency,issued_at,status", f"I-1,1.00,EUR,{AT},card {CARD}"),
        ("postings", "posting_id,amount,currency,posted_at,about", f"P-1,1.00,EUR,{AT},card {CARD}"),
        (
            "charges",
            "payment_ref,amount,currency,occurred_at,state,method,failure_reason",
            f"pi_1,1.00,EUR,{AT},failed,card {CARD},declined {CARD}",
        ),
        (
            "refunds",
            "refund_id,amount,currency,occurred_at,state,method,failure_reason",
            f"R-1,1.00,EUR,{AT},failed,card {CARD},{CARD} is closed",
        ),
    ],
)
def test_no_free_word_of_a_row_keeps_a_card_number(kind: str, header: str, row: str) -> None:
    (entry,) = hear(f"{header}\n{row}\n", kind).entries
    assert CARD not in repr(entry)
    assert KEPT in repr(entry)


def test_nor_does_one_that_is_posted() -> None:
    what = {"refund_id": "R-1", "money": {"amount": "1.00", "currency": "EUR"}, "state": "failed"}
    told = {"kind": "refund.told", "source": "shop", "root": "us", "source_id": "1", "occurred": AT}
    (entry,) = hear_posted(orjson.dumps(told | {"what": what | {"failure_reason": f"card {CARD} closed"}})).entries
    assert CARD not in repr(entry)
    assert KEPT in repr(entry)
