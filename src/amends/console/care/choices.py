"""What somebody switched on or off for himself. Nobody else can read it, and a change leaves no trace."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

from .models import CareChoice
from .sealing import digest, opened, sealed

_PURPOSE: Final = "choice"


@dataclass(frozen=True, slots=True)
class Choices:
    """`offers`: a pause or written work is offered; `mirror`: he uses the mirror; `routed`: his load counts when
    contacts are shared.
    """

    offers: bool = True
    mirror: bool = False
    routed: bool = True


DEFAULT: Final = Choices()


def choices_of(user: str) -> Choices:
    """His own, or what holds for whoever chose nothing."""
    owner = digest(_PURPOSE, user)
    row = CareChoice.objects.filter(owner=owner).first()
    return _choices(row) if row is not None else DEFAULT


def choose(user: str, choices: Choices) -> None:
    """From now on it is so. Who goes back to what holds for everybody has no row any more."""
    owner = digest(_PURPOSE, user)
    if choices == DEFAULT:
        CareChoice.objects.filter(owner=owner).delete()
        return
    body = sealed(_PURPOSE, json.dumps(asdict(choices), sort_keys=True), owner)
    CareChoice.objects.update_or_create(owner=owner, defaults={"body": body})


def unrouted(users: Iterable[str]) -> set[str]:
    """Those of these users whose load is not to count: for the router alone."""
    asked = {digest(_PURPOSE, user): user for user in users}
    rows = {row.owner: row for row in CareChoice.objects.all()}  # who chose nothing has none, so there are few
    return {user for owner, user in asked.items() if owner in rows and not _choices(rows[owner]).routed}


def _choices(row: CareChoice) -> Choices:
    return Choices(**json.loads(opened(_PURPOSE, row.body, row.owner)))
