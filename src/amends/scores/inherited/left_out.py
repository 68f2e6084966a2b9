"""Contacts that count for nobody, and why: ended for abuse, as is anybody's right, or left out on appeal."""

from amends.facts import Entry
from amends.facts.kinds import ContactEnded
from amends.facts.moments import HOUR_US

from ..appeals import person, upheld_contacts
from ..taken import APPEALED, ENDED_FOR_ABUSE
from .heard import Heard
from .sittings import Sitting, Sittings

_ABUSE: str = "abuse"
_NEAR_US = HOUR_US  # an ending that names neither call nor ticket belongs to the last contact of this hour


class LeftOut:
    """Why a contact does not count for a person."""

    def __init__(self, heard: Heard, sittings: Sittings) -> None:
        self._ended = {found.id for one in heard.ended if (found := _ended(*one, sittings)) is not None}
        self._appealed = {
            (sitting.id, person(sittings.users.behind(appellant)))
            for contact, appellant in (upheld_contacts(heard.appeals) if heard.appeals else ())
            if (sitting := sittings.of_entry(contact)) is not None
        }

    def why(self, sitting: Sitting, agent: str) -> str:
        """Empty where it counts."""
        if sitting.id in self._ended:
            return ENDED_FOR_ABUSE
        return APPEALED if (sitting.id, person(agent)) in self._appealed else ""


def _ended(entry: Entry, what: ContactEnded, sittings: Sittings) -> Sitting | None:
    """The contact that was ended."""
    if what.why != _ABUSE:
        return None
    found = sittings.about(ticket=what.ticket, call=what.call, at=entry.occurred)
    if found:
        return found[-1]
    if what.ticket or what.call:
        return None
    last = sittings.before(entry.occurred)
    if last is None:
        return None
    ended = max(contact.call.ended or contact.at if contact.call else contact.at for contact in last.contacts)
    return last if entry.occurred <= ended + _NEAR_US else None
