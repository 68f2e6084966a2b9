"""Two files of refunds, ours and a gateway's, of any size, in which it is known what went wrong with each."""

from pathlib import Path
from typing import Any


def generate(size: int, folder: Path) -> None:
    """3 % without the key and up to 3 days later, 2 % missing; amounts, persons, failures and waits planted."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    chance = np.random.default_rng(7)

    def named(prefix: str, numbers: Any) -> Any:
        digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), 12, "0")
        return pc.binary_join_element_wise(prefix, digits, "")

    people = max(4, size // 4)
    who = chance.integers(0, people, size)
    usual = np.array([999, 1499, 1999, 2499, 4999, 9999, 14999, 40000])
    drawn = np.clip(chance.lognormal(8, 1, size).astype("i8"), 50, 500_000)
    amount = np.where(chance.random(size) < 0.3, chance.choice(usual, size), drawn)
    begin = np.datetime64("2026-01-01", "us").astype("i8")
    at = begin + chance.integers(0, 90 * 86_400, size) * 1_000_000
    currency = chance.choice(np.array(["USD", "EUR", "GBP", "JPY"]), size, p=[0.6, 0.25, 0.1, 0.05])
    refs, refund = chance.permutation(size), named("R-", np.arange(size))
    fate = chance.random(size)
    there = np.flatnonzero(fate >= 0.02)
    keyless = fate[there] < 0.05
    more = chance.integers(0, size, size // 50)
    seen_ref = pc.if_else(keyless, named("rx_", there), named("re_", refs[there]))
    seen_at = at[there] + chance.integers(0, 3_600, there.size) * 1_000_000
    seen_at[keyless] += chance.integers(0, 3 * 86_400, int(keyless.sum())) * 1_000_000
    state = chance.choice(np.array(["settled", "failed", "asked"]), there.size, p=[0.986, 0.004, 0.01])
    times = np.where((chance.random(there.size) < 0.002) & ~keyless, 100, 1)
    other = np.where((chance.random(there.size) < 0.001) & ~keyless, 1, 0)
    truth = np.select(
        [state == "failed", other == 1, times == 100, state == "asked"],
        ["failed", "wrong_person", "wrong_amount", "held"],
        "customer_has_it",
    )
    ours = {"refund_id": refund, "gateway_ref": named("re_", refs), "customer": named("C", who), "amount_minor": amount}
    pq.write_table(pa.table(ours | {"currency": currency, "requested_at_us": at}), folder / "ours.parquet")
    order = chance.permutation(there.size + more.size)
    extra_at = begin + chance.integers(0, 90 * 86_400, more.size) * 1_000_000
    witness = {
        "record_id": (named("w", np.arange(order.size)), None),
        "refund_ref": (seen_ref, named("ry_", np.arange(more.size))),
        "customer": (named("C", (who[there] + other) % people), named("C", chance.integers(0, people, more.size))),
        "amount_minor": (amount[there] * times, amount[more]),
        "currency": (currency[there], currency[more]),
        "state": (state, np.full(more.size, "settled")),
        "occurred_at_us": (seen_at, extra_at),
        "livemode": (np.full(order.size, True), None),
        "true_refund": (refund.take(there), np.full(more.size, "")),
        "truth": (truth, np.full(more.size, "")),
    }
    table = {name: _joined(*parts).take(order) for name, parts in witness.items()}
    pq.write_table(pa.table(table), folder / "witness.parquet")


def _joined(*parts: Any) -> Any:
    import pyarrow as pa

    arrays = [pa.array(part) for part in parts if part is not None]
    return pa.chunked_array([chunk for a in arrays for chunk in getattr(a, "chunks", [a])])
