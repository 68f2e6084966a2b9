"""Appeals in the record: reading all of them, and writing one down once however often its form is sent."""

from collections.abc import Callable, Collection, Iterable
from typing import Final

from django.db.models import Q
from django.http import HttpRequest

from amends.facts import Entry
from amends.facts.kinds import AppealAnswered, AppealMade
from amends.record import Record
from amends.scores.appeals import Appeal, appeals, person
from amends.scores.taken import Taken

from ..desk.follow import renew
from ..desk.models import DeskTaken
from ..taken_row import taken_of
from ..world import World, world
from .doing import DESK, form_id_of

_PAGE: Final = 1_000
Checked = AppealMade | AppealAnswered


def all_appeals(record: Record) -> tuple[Appeal, ...]:
    """Every appeal, the oldest first; those about customers who were forgotten are gone with them."""
    return appeals([entry for kind in (AppealMade.kind, AppealAnswered.kind) for entry in _of_kind(record, kind)])


def appeal_about(contact: str, appellant: str, told: Iterable[Entry]) -> Appeal | None:
    """What this person appealed about this contact, and how it stands, in the entries about its customer."""
    found = (one for one in appeals(told) if one.contact == contact)
    return next((one for one in found if person(one.appellant) == person(appellant)), None)


def record_once(request: HttpRequest, said: str, about: str, making: Callable[[World], Checked]) -> None:
    """Write down what `making` gives, unless this very form was sent before; then bring the desk up to date.

    `about` is the customer's handle key under which it stands. `making` is asked under the lock of all acts, so that
    what it checked is still so. It raises what a page may say.
    """
    here = world()
    entry_id = f"{said}:{form_id_of(request)}"
    with here.acting:
        if not _sent_before(here.record, entry_id, about):
            here.record.append([Entry(DESK, entry_id, here.now(), making(here))], source=DESK.name)
    renew(here.record, here.policy, here.now(), [about])


def rows_of(found: Iterable[Appeal]) -> dict[tuple[str, str], Taken]:
    """The desk's rows of the contacts that these appeals are about, by (contact, user). For those who answer."""
    contacts = [appeal.contact for appeal in found]
    rows: Collection[DeskTaken] = DeskTaken.objects.filter(contact__in=contacts)
    return {(row.contact, row.agent): taken_of(row) for row in rows}


def own_rows(user: str, *, after: str | None, limit: int) -> tuple[Taken, ...]:
    """The contacts that this user took, the newest first, from the one after `after` on; one more than the limit says
    that there are further ones.
    """
    rows = DeskTaken.objects.filter(agent=user).order_by("-started_at", "-contact", "row_key")
    last = rows.filter(contact=after).first() if after is not None else None
    if last is not None:
        same = Q(started_at=last.started_at, contact__lt=last.contact)
        rows = rows.filter(same | Q(started_at__lt=last.started_at))
    return tuple(taken_of(row) for row in rows[: limit + 1])


def _of_kind(record: Record, kind: str) -> Iterable[Entry]:
    seq = 0
    while page := record.of_kind(kind, after=seq, limit=_PAGE):
        yield from (entry for _, entry in page)
        seq = page[-1][0]


def _sent_before(record: Record, entry_id: str, about: str) -> bool:
    return any(entry.id == f"{DESK.name}/{entry_id}" for entry in record.about([about]))
