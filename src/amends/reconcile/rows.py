"""Rows of the answer as people and programs read them: what differs, with both values and what explains it."""

from typing import Any, Final

from amends.facts import Money, MoneyState
from amends.opinion.refund_wrong import fingerprint

OUT_COLUMNS: Final = ("refund_id", "verdict", "reason", "record_id", "how", "differs", "look_again")
_PAIRS: Final = (("payment_ref", "their_payment_ref"), ("customer", "their_customer"))
_DIFFERING: Final = ("given_minor", "their_payment_ref", "their_customer", "their_state", "their_livemode")


def out_rows(batch: Any) -> Any:
    """A record batch of the verdicts with the columns of OUT: `differs` as JSON, `look_again` as a time in UTC."""
    import pyarrow as pa

    columns = [batch.column(name) for name in OUT_COLUMNS[:5]]
    look_again = batch.column("look_again_us").cast(pa.int64()).cast(pa.timestamp("us", "UTC"))
    texts = [column.cast(pa.string()) for column in columns]
    return pa.RecordBatch.from_arrays([*texts, _differing(batch), look_again], names=list(OUT_COLUMNS))


def _differing(batch: Any) -> Any:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    some = np.zeros(batch.num_rows, dtype=bool)
    for name in _DIFFERING:
        some |= pc.is_valid(batch.column(name)).to_numpy(zero_copy_only=False)
    places = np.flatnonzero(some)
    texts = np.full(batch.num_rows, None, dtype=object)
    for place, row in zip(places, batch.take(pa.array(places)).to_pylist(), strict=True):
        texts[place] = differs(row)
    return pa.array(texts, pa.string())


def differs(row: dict[str, Any]) -> str | None:
    """Each differing field as [ours, theirs] in JSON; an amount with what explains the difference, where something
    does. None where nothing differs.
    """
    import orjson

    found: dict[str, Any] = {}
    if row["given_minor"] is not None:
        ours = Money(int(row["amount_minor"]), row["currency"])
        given = Money(int(row["given_minor"]), row["given_currency"])
        if ours.amount_minor != given.amount_minor:
            found["amount_minor"] = [ours.amount_minor, given.amount_minor]
        if ours.currency != given.currency:
            found["currency"] = [ours.currency, given.currency]
        if explained := fingerprint(ours, given):
            found["explained"] = explained
    for mine, other in _PAIRS:
        if row[other] is not None:
            found[mine] = [row[mine], row[other]]
    if row["their_state"] is not None:
        found["state"] = [str(MoneyState.ACCEPTED), row["their_state"]]
    if row["their_livemode"] is not None:
        found["livemode"] = [True, False]
    return orjson.dumps(found).decode() if found else None
