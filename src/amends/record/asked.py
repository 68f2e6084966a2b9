"""Whom somebody asks about: a phone number, an address, a ticket or a customer number as a person has it before him.

A helpdesk's numbers are kept after its name ("ticket:zendesk/4711"), but whoever asks sees 4711: every name that the
record knows is tried in one look-up, and where two of them have that number nobody guesses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from amends.facts import Entry, HandleKind, Problem, Refused, normal_email
from amends.intake.table.cells import e164

from . import Record

HELPDESKS: Final = ("zendesk", "zammad", "chatwoot", "freshdesk")
VALUE_CHARACTERS_MAX: Final = 200


class NobodyKnown(Refused):
    """The question is a good one, and nobody in the record is known by it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the four, as it was typed. `where` names the place for a problem: "--phone"."""

    kind: HandleKind  # phone | email | ticket | customer
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class Found:
    """The handle key, and every entry that has it."""

    key: str
    entries: tuple[Entry, ...]


def hear_asked(told: Iterable[tuple[str, str | None]], where: str) -> Asked:
    """The one that was given, of (kind, value) pairs. Raises Refused where none or several were."""
    given = [(kind, value.strip()) for kind, value in told if value is not None and value.strip()]
    if len(given) != 1:
        step = "Name one of phone, email, ticket and customer"
        raise Refused(Problem(where, "needs exactly one thing to look for", step))
    [(kind, value)] = given
    return Asked(HandleKind(kind), value[:VALUE_CHARACTERS_MAX], where)


def look_up(record: Record, asked: Asked) -> Found:
    """The handle key under which the record has it. Raises NobodyKnown, and Refused where several systems have that
    number. The names of the four helpdesks are tried before all others, which need a look-up of their own.
    """
    keys = _keys(asked)
    found = _found(record, keys)
    if not found and asked.kind in (HandleKind.TICKET, HandleKind.CUSTOMER) and "/" not in keys[0]:
        keys = [f"{keys[0].replace(':', f':{name}/', 1)}" for name in record.sources()]
        found = _found(record, keys)
    if not found:
        step = "Check it, or take in what names it first: amends intake"
        raise NobodyKnown(Problem(asked.where, "nobody here is known by it", step, value=asked.value))
    if len(found) > 1 and found[0].key != keys[0]:
        names = " or ".join(one.key.partition(":")[2] for one in found)
        raise Refused(Problem(asked.where, "is known to several systems", f"Write {names}", value=asked.value))
    return found[0]


def _found(record: Record, keys: list[str]) -> list[Found]:
    """Those of the keys that anybody has, each with its entries; one look-up for all."""
    entries: dict[str, list[Entry]] = {}
    for entry in record.about(keys):
        for key in {handle.key for handle in entry.what.handles()}:
            entries.setdefault(key, []).append(entry)
    return [Found(key, tuple(entries[key])) for key in keys if key in entries]


def _keys(asked: Asked) -> list[str]:
    """Likeliest first; the value as it was typed is always the first."""
    value = asked.value.removeprefix(f"{asked.kind}:").strip()
    if asked.kind is HandleKind.PHONE:
        return [f"{asked.kind}:{_phone(value, asked)}"]
    if asked.kind is HandleKind.EMAIL:
        if "@" not in value:
            raise Refused(Problem(asked.where, "is no e-mail address", "Write name@domain", value=asked.value))
        return [f"{asked.kind}:{normal_email(value)}"]
    value = value.removeprefix("#")
    names = () if "/" in value else HELPDESKS
    return [f"{asked.kind}:{value}", *(f"{asked.kind}:{name}/{value}" for name in names)]


def _phone(value: str, asked: Asked) -> str:
    """Any notation with its country; without one nobody can know which country's number it is."""
    with_plus = re.sub(r"^\s*00", "+", value)
    number = e164(with_plus, None)
    if number is None:
        step = "Write it with its country, for example +49 30 1234567 or 0049 30 1234567"
        raise Refused(Problem(asked.where, "is no phone number with its country", step, value=asked.value))
    return number
