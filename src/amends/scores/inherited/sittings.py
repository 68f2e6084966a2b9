"""The contacts of one customer as scores count them, and which of them an entry is about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amends.facts import Case, Contact, CustomerFile, Moment, Policy
from amends.link.cases import sittings

from .users import Users


@dataclass(frozen=True, slots=True)
class Sitting:
    """A message, a call, or the messages of one sitting at a chat: one time that he turned to us. `id` is the entry id
    of its first contact, `names` are those of who took it, in order, by their sources.
    """

    case: Case
    contacts: tuple[Contact, ...]

    @property
    def id(self) -> str:
        """By which it is known."""
        return self.contacts[0].entry.id

    @property
    def at(self) -> Moment:
        """When he turned to us."""
        return self.contacts[0].at

    @property
    def names(self) -> tuple[str, ...]:
        """Of who took it; empty where nobody did."""
        return tuple(dict.fromkeys(name for contact in self.contacts for name in contact.agents))

    @property
    def order(self) -> tuple[Moment, str]:
        """In order of happening."""
        return self.at, self.id


class Sittings:
    """Those of one customer, in order of happening, found by ticket, call, message and entry."""

    def __init__(self, file: CustomerFile, policy: Policy) -> None:
        self.users = Users(policy)
        contacts = {contact.entry.id: contact for contact in file.contacts}
        found: list[Sitting] = []
        for case in file.conversation.cases:
            # a contact is in one case; were it told to be in two, the first would have it
            chain = [contact for id_ in case.contacts if (contact := contacts.pop(id_, None)) is not None]
            found += (Sitting(case, tuple(some)) for some in sittings(chain, policy))
        self.all: Sequence[Sitting] = sorted(found, key=lambda one: one.order)
        self._by_thing: dict[str, list[Sitting]] = defaultdict(list)
        for sitting in self.all:
            for key in dict.fromkeys(key for contact in sitting.contacts for key in _things(contact)):
                self._by_thing[key].append(sitting)

    def about(self, *, ticket: str = "", call: str = "", message_id: str = "", at: Moment) -> tuple[Sitting, ...]:
        """What an entry of that moment is about, the latest last: the call or the message it names, else what was on
        the ticket by then. Where the ticket began later, by a clock that differs, the first on it.
        """
        for key in (f"call:{call}" if call else "", f"message:{message_id}" if message_id else ""):
            if key in self._by_thing:
                return tuple(self._by_thing[key])
        on_ticket = self._by_thing.get(f"ticket:{ticket}", ()) if ticket else ()
        return tuple(one for one in on_ticket if one.at <= at) or tuple(on_ticket[:1])

    def of_entry(self, entry_id: str) -> Sitting | None:
        """The one that this entry belongs to."""
        return next(iter(self._by_thing.get(f"entry:{entry_id}", ())), None)

    def cases_of(self, keys: Iterable[str]) -> frozenset[str]:
        """The cases that hold a ticket, a call or a message of these handle keys."""
        return frozenset(one.case.id for key in keys for one in self._by_thing.get(key, ()))

    def before(self, at: Moment) -> Sitting | None:
        """The last that began by then."""
        return next((one for one in reversed(self.all) if one.at <= at), None)


def _things(contact: Contact) -> Iterable[str]:
    yield f"entry:{contact.entry.id}"
    if contact.ticket:
        yield f"ticket:{contact.ticket}"
    if contact.call is not None:
        yield f"call:{contact.call.id}"
        yield from (f"entry:{entry_id}" for entry_id in contact.call.entries)
    message_id = getattr(contact.entry.what, "message_id", "")
    if message_id:
        yield f"message:{message_id}"
