"""The sweep as the stages know it, read back from the desk, and the causes found in it: worked out when they are asked
for, and kept until the desk has changed.
"""

import threading
import time
from dataclasses import dataclass
from typing import Final

from django.db import connection

from amends.causes import RefundCause, Told, causes_of, told_of
from amends.facts import Moment, Money, OwedState, Reason, SweptRefund, Verdict
from amends.facts.moments import SECOND_US

from ..sweep_row import told_in
from . import store
from .models import DeskRefund

READ_AT_ONCE: Final = 5_000
SLOW_SECONDS: Final = 1.0
STALE_FACTOR: Final = 100  # a search that took 3 seconds may be 5 minutes old: the desk changes all the time


@dataclass(frozen=True, slots=True)
class Found:
    """The causes `at` that moment, in a table of so many refunds. `version` is the desk's; `seconds` what it took."""

    causes: tuple[RefundCause, ...]
    told: Told
    refunds: int
    at: Moment
    version: int
    seconds: float


_lock = threading.Lock()
_found: tuple[object, Found] | None = None


def swept_refunds() -> list[SweptRefund]:
    """Every refund of the sweep, in order of customer and matter."""
    rows = DeskRefund.objects.order_by("row_key", "matter").iterator(READ_AT_ONCE)
    return [swept_of(row) for row in rows]


def swept_of(row: DeskRefund) -> SweptRefund:
    """One row as `remediation.swept` gave it."""
    return SweptRefund(
        matter=row.matter,
        customer=row.row_key,
        at=Moment(row.at),
        money=Money(row.amount_minor, row.currency),
        verdict=Verdict(row.verdict),
        reason=Reason(row.reason),
        traits=told_in(row.traits),
        owed=None if row.owed_minor is None else Money(row.owed_minor, row.owed_currency),
        state=OwedState(row.state),
        contacts=row.contacts,
        rejected=row.rejected,
    )


def causes(now: Moment, *, again: bool = False) -> Found:
    """The causes of what went wrong. Nobody searches twice at the same time: the second one waits, and reads."""
    global _found
    with _lock:
        desk, version = connection.settings_dict["NAME"], store.state().version
        known = _found[1] if _found is not None and _found[0] == desk else None
        if known is not None and not again and (known.version == version or _may_wait(known, now)):
            return known
        began = time.perf_counter()
        rows = swept_refunds()
        causes, told = causes_of(rows, now=now), told_of(rows)
        found = Found(causes, told, len(rows), now, version, time.perf_counter() - began)
        _found = (desk, found)
        return found


def _may_wait(known: Found, now: Moment) -> bool:
    slow = known.seconds > SLOW_SECONDS
    return slow and 0 <= now - known.at < known.seconds * STALE_FACTOR * SECOND_US
