"""How a file's own names become ours: columns, states, the zone of bare times, the region of bare phone numbers."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amends.facts import Moment, Problem, Refused
from amends.intake.traits import COLUMN

_KNOWN = ("columns", "states", "ignore", "more", "zone", "region", "helpdesk", "phone_system")


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns`: our name -> theirs. `states`: their word -> ours. `ignore`: their columns that are left out.
    `more`: their columns that are kept under their own names. `zone` is taken only where a time names none, `region`
    (two letters) only where a phone number has no +, `helpdesk` and `phone_system` only where the number of a ticket
    or call says no system, `as_of` and `scale` only where a row says none, `assumed_scale` where nobody does.
    `ignore_others` leaves out every column that is not known, as the many questions of a survey are.
    """

    columns: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    zone: ZoneInfo | None = None
    region: str | None = None
    more: frozenset[str] = frozenset()
    helpdesk: str | None = None
    phone_system: str | None = None
    as_of: Moment | None = None
    scale: str | None = None
    ignore_others: bool = False
    assumed_scale: str | None = None


def mapping_of(toml: str | bytes, where: str) -> Mapping:
    """The mapping in TOML (text or file) with `[columns]`, `[states]`, `ignore`, `more`, `zone`, `region`, `helpdesk`
    and `phone_system`. Raises Refused.
    """
    try:
        told = tomllib.loads(toml if isinstance(toml, str) else toml.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused(Problem(where, "is not text in UTF-8", "Save it as UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(Problem(where, f"is not TOML: {error}", "Correct the line")) from None
    for name in told:
        if name not in _KNOWN:
            raise Refused(Problem(where, "is not a setting of a mapping", f"Known: {', '.join(_KNOWN)}", value=name))
    columns, states = _columns(told.get("columns", {})), told.get("states", {})
    ignore, more = told.get("ignore", []), told.get("more", [])
    for name, value, wanted, example in (
        ("columns", columns, dict, '[columns] and below it amount = "Total"'),
        ("states", states, dict, '[states] and below it done = "accepted"'),
        ("ignore", ignore, list, 'ignore = ["Clerk"]'),
        ("more", more, list, 'more = ["Contract"]'),
    ):
        if not isinstance(value, wanted):
            raise Refused(Problem(where, "is not written as it must be", f"Write {example}", value=name))
    single = [told.get(name) for name in ("zone", "region", "helpdesk", "phone_system")]
    texts = [*columns.values(), *states.values(), *ignore, *more, *(v for v in single if v is not None)]
    if not all(isinstance(text, str) for text in texts):
        raise Refused(Problem(where, "holds a value that is not text", 'Write values in quotes: amount = "Total"'))
    zone, region, helpdesk, phone_system = single
    names = frozenset(ignore), hear_zone(zone, where), region, frozenset(more)
    return Mapping(columns, states, *names, helpdesk, phone_system)


def _columns(told: Any) -> Any:
    """To TOML `trait.version = "AppVersion"` is a table within the table; here it is one name."""
    if not isinstance(told, dict) or not isinstance(told.get("trait"), dict):
        return told
    traits = {f"{COLUMN}{name}": theirs for name, theirs in told["trait"].items()}
    return {name: theirs for name, theirs in told.items() if name != "trait"} | traits


def hear_pairs(options: Iterable[str], option: str) -> dict[str, str]:
    """`("amount=Total", ...)` as a dict. Raises Refused for an option without `=` or a name given twice."""
    pairs: dict[str, str] = {}
    for text in options:
        left, equals, right = text.partition("=")
        if not equals or not left.strip() or not right.strip():
            raise Refused(
                Problem(option, "is not name=value", f"Write for example {option} {_EXAMPLE[option]}", value=text)
            )
        if left.strip() in pairs:
            raise Refused(Problem(option, "is given twice", "Give it once", value=left.strip()))
        pairs[left.strip()] = right.strip()
    return pairs


_EXAMPLE = {
    "--map": "amount=Total",
    "--map-state": "succeeded=accepted",
    "--map-label": "thrilled=good",
}


def hear_zone(name: str | None, where: str = "--zone") -> ZoneInfo | None:
    """The zone of that IANA name. Raises Refused for a name that is none."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(Problem(where, "is not a time zone", "Write for example Europe/Berlin", value=name)) from None
