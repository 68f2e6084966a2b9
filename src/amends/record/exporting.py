"""All that is held on one person, as JSON for himself: what was told, by whom as a role, when, and in which words.

Names of colleagues become "one of us", identifiers of other people "somebody else". Notes that colleagues make about
their own work are theirs and are left out, counted; so is what stands under somebody else's key.
"""

from collections import Counter
from dataclasses import fields
from functools import cache
from typing import Any, Final, get_type_hints

from amends.facts import CustomerFile, Entry, Moment, Money, iso
from amends.facts.kinds import KINDS, TicketTold

from .holding import Holding

FORMAT: Final = 1
ONE_OF_US, SOMEBODY_ELSE = "one of us", "somebody else"
_COLLEAGUES: Final = frozenset({"by", "agent", "owner", "appellant"})
_PEOPLE: Final = frozenset({"one", "other", "about"})  # handle keys: his own stay, others' do not
_COLLEAGUES_OWN: Final = frozenset(
    {"mistake.noted", "inherited.told", "appeal.made", "appeal.answered", "check.answered"}
)
NOTES: Final = (
    "Names of colleagues are left out where a field holds them; who wrote to you may have signed with one.",
    "Who looked at your case is not recorded yet.",
    "Raw copies that could not be understood are counted, not shown: other people may stand in them too.",
)


def export_of(held: Holding, file: CustomerFile | None, raw_copies: int, now: Moment) -> dict[str, Any]:
    """The documented shape (docs/howto-forget.md). `file` is what follows from the entries now, for the opinions."""
    shown = [entry for entry in held.entries if entry.what.kind not in _COLLEAGUES_OWN]
    left_out = Counter(entry.what.kind for entry in held.entries if entry.what.kind in _COLLEAGUES_OWN)
    his = set(held.handle_keys())
    return {
        "format": FORMAT,
        "made": iso(now),
        "person": {
            "customer": held.identity.id,
            "name": held.identity.name,
            "known_by": list(held.identity.handles),
        },
        "entries": [_entry(entry, his) for entry in shown],
        "opinions": _opinions(file),
        "raw_copies": raw_copies,
        "left_out": {"colleagues_notes": sum(left_out.values()), "entries_of_others": len(held.others)},
        "reads": None,
        "notes": list(NOTES),
    }


def _entry(entry: Entry, his: set[str]) -> dict[str, Any]:
    moments = _moments(entry.what.kind)
    told: dict[str, Any] = {}
    for field in fields(entry.what):
        value = getattr(entry.what, field.name)
        if value is None or value == "" or value == ():
            continue
        told[field.name] = _value(entry, field.name, value, his, is_moment=field.name in moments)
    return {
        "kind": entry.what.kind,
        "at": iso(entry.occurred),
        "source": entry.source.name,
        "root": entry.source.root,
        "source_id": entry.source_id,
        "told": told,
    }


def _value(entry: Entry, name: str, value: Any, his: set[str], *, is_moment: bool) -> Any:
    if name in _COLLEAGUES or _is_assigned(entry, name):
        return ONE_OF_US
    if name in _PEOPLE and ":" in str(value) and value not in his:
        return SOMEBODY_ELSE
    if isinstance(value, Money):
        return {"amount_minor": value.amount_minor, "currency": value.currency}
    if is_moment:
        return iso(value)
    return list(value) if isinstance(value, tuple) else value


def _is_assigned(entry: Entry, name: str) -> bool:
    """A ticket that was given to somebody names him in what it was, and what it is."""
    return isinstance(entry.what, TicketTold) and entry.what.event == "assigned" and name in ("value", "previous")


def _opinions(file: CustomerFile | None) -> list[dict[str, str]]:
    return [
        {"matter": one.matter, "verdict": one.verdict, "reason": one.reason, "sentence": one.sentence}
        for one in (file.opinions if file else ())
    ]


@cache
def _moments(kind: str) -> frozenset[str]:
    """The names of the fields that hold a moment, a number of microseconds otherwise."""
    hints = get_type_hints(KINDS[kind])
    return frozenset(name for name, hint in hints.items() if Moment in getattr(hint, "__args__", (hint,)))
