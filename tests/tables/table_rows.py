"""Small tables in the words of the domain, and how to hear them."""

import io

from amends.facts import Source
from amends.intake.heard import Heard
from amends.intake.table import Mapping, hear_table

SHOP = Source("shop", "us")
REFUND_COLUMNS = (
    "refund_id,gateway_ref,our_ref,payment_ref,order_id,customer_id,amount_minor,currency,occurred_at,state"
)


def hear(
    body: bytes | str,
    kind: str = "refunds",
    mapping: Mapping | None = None,
    source: Source = SHOP,
    rows_max: int = 10_000,
) -> Heard:
    """Everything in a file of that kind."""
    raw = body.encode() if isinstance(body, str) else body
    table = hear_table(io.BytesIO(raw), where=f"{kind}.csv", kind=kind, source=source, mapping=mapping)
    heard = Heard()
    for chunk in table.chunks(rows_max):
        assert len(chunk.lines) == len(chunk.heard.entries)
        heard += chunk.heard
    return heard


def refund_row(
    refund_id: str = "R-2291",
    amount_minor: str = "12900",
    currency: str = "EUR",
    occurred_at: str = "2026-05-03T14:20:00Z",
    state: str = "accepted",
) -> str:
    """One refund of the order 10-4471, as the shop exports it."""
    return f"{refund_id},re_1,,pi_1,10-4471,C-17,{amount_minor},{currency},{occurred_at},{state}\n"


def refunds(*rows: str) -> str:
    """A file of refunds."""
    return f"{REFUND_COLUMNS}\n{''.join(rows)}"
