"""Account-months out of the desk's own tables: what was known of each whole account when a month began, and whether it
left in that month. Pure.

Only months are taken of which the ninety days before are on record, so that no early month looks quiet. When a contract
is renewed is no column: who leaves is often told without a renewal, and that would tell the outcome.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from amends.accounts.attach import Attached, ServedKind
from amends.accounts.figures import LATELY_DAYS, RECENT_DAYS
from amends.accounts.tree import AccountTree
from amends.facts import Moment
from amends.facts.moments import DAY_US

from .risk import MONTH_DAYS

if TYPE_CHECKING:
    from amends.accounts.hazard.columns import Columns
    from amends.accounts.hazard.observed import Observed

MONTH_US: Final = int(MONTH_DAYS * DAY_US)
MONTHS_MAX: Final = 36
ROWS_MAX: Final = 500_000
_NEVER: Final = 2**62


@dataclass(slots=True)
class Panel:
    """The spans of the services and the times of what happened, by place of the whole account in `names`."""

    names: tuple[str, ...]
    now: Moment
    of_service: Any
    starts: Any
    ends: Any
    happened: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def months(self) -> int:
        """How many months back everything is on record."""
        first = min((int(at.min()) for _, at in self.happened.values() if len(at)), default=int(self.now))
        on_record = (self.now - first - LATELY_DAYS * DAY_US) // MONTH_US
        return int(max(0, min(MONTHS_MAX, on_record, ROWS_MAX // max(len(self.names), 1))))

    def in_force(self, at: int) -> Any:
        """How many services each account had at a moment."""
        import numpy as np

        here = (self.starts <= at) & (at < self.ends)
        return np.bincount(self.of_service[here], minlength=len(self.names))

    def columns(self, at: int, chosen: Any) -> "Columns":
        """What was known of the chosen accounts at a moment."""
        import numpy as np

        from amends.accounts.hazard.columns import Numeric

        begun = np.full(len(self.names), _NEVER, np.int64)
        np.minimum.at(begun, self.of_service, self.starts)
        told = {
            "tenure_months": (at - begun) // MONTH_US,
            "services": self.in_force(at),
            "contacts_30d": self._counted("contact", at, RECENT_DAYS),
            "repeats_90d": self._counted("repeat", at, LATELY_DAYS),
            "broken_promises_90d": self._counted(ServedKind.PROMISE_BROKEN, at, LATELY_DAYS),
            "verified_errors_90d": self._counted(ServedKind.ERROR_OURS, at, LATELY_DAYS),
        }
        return tuple(Numeric(name, values[chosen].astype(np.float64)) for name, values in told.items())

    def observed(self) -> "Observed | None":
        """Every account-month that is on record; None where there is none."""
        import numpy as np

        from amends.accounts.hazard.columns import Numeric
        from amends.accounts.hazard.hashes import of_texts
        from amends.accounts.hazard.observed import Observed

        parts, months, entities, events = [], [], [], []
        for back in range(self.months(), 0, -1):
            at = self.now - back * MONTH_US
            chosen = np.flatnonzero(self.in_force(at))
            parts.append(self.columns(at, chosen))
            months.append(np.full(len(chosen), -back, np.int64))
            entities.append(chosen)
            events.append(self.in_force(at + MONTH_US)[chosen] == 0)
        if not parts or not sum(map(len, entities)):
            return None
        columns = tuple(
            Numeric(one[0].name, np.concatenate([c.values for c in one])) for one in zip(*parts, strict=True)
        )
        entity, event = np.concatenate(entities), np.concatenate(events)
        rows = np.arange(len(entity))
        return Observed(event, entity, self.names, of_texts(self.names), np.concatenate(months), columns, rows)

    def _counted(self, kind: str, at: int, days: int) -> Any:
        import numpy as np

        of, when = self.happened[kind]
        inside = (at - days * DAY_US < when) & (when <= at)
        return np.bincount(of[inside], minlength=len(self.names))


def panel(tree: AccountTree, happened: Iterable[Attached], began: dict[str, Moment]) -> Panel:
    """The panel of every whole account of a tree. A service without a told beginning began when it was first told."""
    import numpy as np

    top = {name: tree.top(name) for name in tree.accounts}
    names = tuple(sorted(set(top.values())))
    place = {name: number for number, name in enumerate(names)}
    services = list(tree.services.values())
    starts = [one.start if one.start is not None else began.get(one.id, tree.at) for one in services]
    ends = [one.end if one.end is not None else _NEVER for one in services]
    found = Panel(names, tree.at, _ints(place[top[one.account]] for one in services), _ints(starts), _ints(ends))
    told: dict[str, tuple[list[int], list[int]]] = {kind: ([], []) for kind in (*ServedKind, "repeat")}
    for one in happened:
        for kind in (one.served.kind, *(("repeat",) if one.served.repeat else ())):
            told[kind][0].append(place[top[one.account]])
            told[kind][1].append(one.served.at)
    found.happened = {kind: (np.array(of, np.int64), np.array(at, np.int64)) for kind, (of, at) in told.items()}
    return found


def _ints(values: Iterable[int] | Sequence[int]) -> Any:
    import numpy as np

    return np.array(list(values), np.int64)
