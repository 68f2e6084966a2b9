"""The customer behind a contact as somebody in a hurry names it: an entry id, a ticket, a call, a message, an order."""

from typing import Final

from amends.facts import CustomerFile, HandleKind, Moment, Policy

from .asked import HELPDESKS
from .gather import understand_now
from .record import Record

_KINDS: Final = (HandleKind.TICKET, HandleKind.CALL, HandleKind.MESSAGE, HandleKind.ORDER)
_KNOWN: Final = frozenset(HandleKind)


def file_of_contact(record: Record, contact: str, *, now: Moment, policy: Policy) -> CustomerFile | None:
    """His file, or None where nobody here is known by it, or several are: nobody guesses."""
    named = contact.strip()
    entry = record.entry(named) if "/" in named else None
    keys = [entry.subject_key] if entry is not None else _keys(named) if named else []
    keys = [key for key in keys if key.partition(":")[0] in _KNOWN]
    found: dict[str, CustomerFile] = {}
    for key in sorted({handle.key for told in record.about(keys) for handle in told.what.handles()} & set(keys)):
        file = understand_now(record, key, now=now, policy=policy)
        if file is not None:
            found[file.identity.id] = file
    return found.popitem()[1] if len(found) == 1 else None


def _keys(named: str) -> list[str]:
    if named.partition(":")[0] in _KNOWN:
        return [named]
    number = named.removeprefix("#")
    keys = [f"{kind}:{number}" for kind in _KINDS]
    return keys + [f"{HandleKind.TICKET}:{name}/{number}" for name in HELPDESKS]
