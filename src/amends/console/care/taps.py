"""Somebody's own word on a contact that he handled: it wins both ways, and nobody else reads it."""

import json
from collections.abc import Iterable
from typing import Final

from django.http import Http404

from amends.facts import Moment, Problem, Refused

from . import kept
from .handled_rows import day_of_row, kept_from
from .in_force import weights_of_home
from .models import CareTap
from .sealing import digest, opened, sealed

_PURPOSE: Final = "tap"
_FILLED: Final = 60  # a word is filled up, so that its length says nothing


def tap(user: str, contact: str, level: str | None, now: Moment) -> None:
    """What he says of it from now on; None takes it back. The same word again changes nothing.

    Raises Http404 for a contact that he did not handle in the days that are kept, as if there were none, and Refused
    for a word that is no level of the table in force.
    """
    levels = weights_of_home().hostility
    if level is not None and level not in levels:
        step = f"Choose one of {', '.join(levels)}"
        raise Refused(Problem("tap", "is no word of the table", step, value=level))
    owner = kept.owner_of(user)
    mine = kept.of((owner,), kept_from(now), now).get(owner, [])
    meant = next((one for one in mine if one.contact == contact), None)
    if meant is None:
        raise Http404
    key = digest(_PURPOSE, user, contact)
    if level is None:
        CareTap.objects.filter(digest=key).delete()
        return
    body = sealed(_PURPOSE, json.dumps([level.ljust(_FILLED), contact], ensure_ascii=False), key)
    told = {"owner": _owner(user), "day": day_of_row(meant.ended), "body": body}
    CareTap.objects.update_or_create(digest=key, defaults=told)


def taps_of(user: str) -> dict[str, str]:
    """By contact, his own words."""
    return opened_taps(CareTap.objects.filter(owner=_owner(user)).values_list("digest", "body"))


def sealed_taps_of(users: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """By user his taps as they are stored, for the router: whether one changed is seen without opening it."""
    asked = {_owner(user): user for user in users}
    found: dict[str, list[tuple[str, str]]] = {}
    for owner, key, body in CareTap.objects.order_by("digest").values_list("owner", "digest", "body"):
        if owner in asked:
            found.setdefault(asked[owner], []).append((key, body))
    return found


def opened_taps(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By contact, the word."""
    told = (json.loads(opened(_PURPOSE, body, key)) for key, body in rows)
    return {contact: level.rstrip() for level, contact in told}


def _owner(user: str) -> str:
    return digest(_PURPOSE, user)
