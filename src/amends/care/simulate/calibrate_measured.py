"""A setting as it was measured, with the words that say from what; and local time, in which a centre lives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from amends.facts import Moment
from amends.facts.moments import datetime_of

from .settings import Centre

ROWS_MIN: Final = 50  # fewer tell more of chance than of the centre
PEOPLE_MIN: Final = 8  # of fewer people nothing is said
UNKNOWN: Final = "default: not known from the record: "


@dataclass(frozen=True, slots=True)
class Measured:
    """`value` None: the setting keeps its default, and `note` says why."""

    value: Any
    note: str

    @property
    def line(self) -> str:
        """The words beside the setting."""
        return self.note if self.value is not None else f"{UNKNOWN}{self.note}"


Settings = Mapping[str, Measured]  # by dotted name: "phone.spread"


def enough(rows: int, what: str, value: Any, least: int = ROWS_MIN) -> Measured:
    """`value` where it was made from enough rows; `what` is their plural: "answered calls"."""
    if rows < least or value is None:
        return Measured(None, f"{rows:,} {what}" + (f", fewer than {least}" if rows < least else ""))
    return Measured(value, f"from {rows:,} {what}")


def centre_with(measured: Settings) -> Centre:
    """The usual centre with what was measured. Raises ValueError for a name that is no setting."""
    centre: Any = Centre()
    for name, one in measured.items():
        if one.value is None:
            continue
        table, _, key = name.rpartition(".")
        if table:
            inner = getattr(centre, table, None)
            if not is_dataclass(inner) or isinstance(inner, type) or key not in _names(inner):
                raise ValueError(f"{name} is no setting")
            centre = replace(centre, **{table: replace(inner, **{key: one.value})})
        elif key in _names(centre):
            centre = replace(centre, **{key: one.value})
        else:
            raise ValueError(f"{name} is no setting")
    whole: Centre = centre
    return whole


def rounded(value: float) -> float:
    """To three digits: more would be chance."""
    return float(f"{value:.3g}")


def local(at: Moment, zone: ZoneInfo) -> tuple[int, float]:
    """The day (its ordinal) and the minutes since midnight by the clock of the zone."""
    when = datetime_of(at, zone)
    return when.toordinal(), when.hour * 60 + when.minute + when.second / 60 + when.microsecond / 60e6


def percent(part: int, whole: int) -> float | None:
    """None of nothing."""
    return rounded(100.0 * part / whole) if whole else None


def clock(minutes: float) -> str:
    """`"08:30"`."""
    whole = round(minutes)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _names(table: Any) -> Sequence[str]:
    return [one.name for one in fields(table)]
