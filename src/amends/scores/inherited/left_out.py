"""Contacts that count for nobody, and why: ended for abuse, as is anybody's right, or left out on appeal."""

from collections.abc import Sequence

from amends.facts import CustomerFile
from amends.link.abuse import ended_contacts

from ..appeals import person, upheld_contacts
from ..taken import APPEALED, ENDED_FOR_ABUSE
from .heard import Heard
from .sittings import Sitting, Sittings


class LeftOut:
    """Why a contact does not count for a person."""

    def __init__(self, file: CustomerFile, heard: Heard, sittings: Sittings) -> None:
        ended = ended_contacts(file.contacts, heard.ended) if heard.ended else {}
        self._ended = {sitting.id for name in ended if (sitting := sittings.of_entry(name)) is not None}
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

    def counted(self, sittings: Sequence[Sitting]) -> list[Sitting]:
        """Without those that were ended for abuse: a customer who came back like that counts as nobody's return."""
        return [sitting for sitting in sittings if sitting.id not in self._ended]
