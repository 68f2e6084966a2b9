"""What a file says about which ticket, call, order or matter is about which service, and of which account."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from amends.facts import Contact, CustomerFile, HandleKind, Tie
from amends.facts.kinds import ContactReceived, ProfileTold, ServiceConcerned, TicketTold, What

from .effective import told_order

_ORGANISATION: Final = "organisation="  # how helpdesks' profiles name his account
_GONE: Final = ("deleted", "merged")


class Ties:
    """The last word on each. `handles` are the customer's own, `profile` the account that his profile names."""

    def __init__(self, file: CustomerFile) -> None:
        self.who = file.identity.id
        self.handles = tuple(sorted({self.who, *file.identity.handles}))
        self.profile = ""
        self.status: dict[str, str] = {}  # of tickets
        self._service: dict[str, str] = {}
        self._account: dict[str, str] = {}
        self._beside: dict[str, dict[str, None]] = defaultdict(dict)
        for entry in sorted(file.told, key=told_order):
            self._take(entry.what)

    def _take(self, what: What) -> None:
        handles = what.handles()
        if isinstance(what, ServiceConcerned):
            self._service.update((handle.key, what.service) for handle in handles)
        elif isinstance(what, TicketTold):
            self._take_ticket(what)
        elif isinstance(what, ProfileTold):
            named = [more.removeprefix(_ORGANISATION) for more in what.more if more.startswith(_ORGANISATION)]
            self.profile = named[0] if named else self.profile
        things = [handle.key for handle in handles if handle.tie is Tie.THING]
        for key in things:
            self._beside[key].update((other, None) for other in things if other != key)

    def _take_ticket(self, what: TicketTold) -> None:
        if what.organisation:
            self._account[what.ticket] = what.organisation
        if what.event == "status":
            self.status[what.ticket] = what.value
        elif what.event in _GONE:
            self.status[what.ticket] = what.event

    def service_of(self, *keys: str) -> str:
        """The service that one of these things is about: told of the thing itself, or of one told beside it."""
        beside = [other for key in keys for other in self._beside.get(key, ())]
        for key in (*keys, *beside):
            if key.startswith(f"{HandleKind.SERVICE}:"):
                return key.partition(":")[2]
            if found := self._service.get(key):
                return found
        return ""

    def service_of_contact(self, contact: Contact) -> str:
        """Of its ticket, its call, or an order that his words name. A service that somebody merely names is not meant:
        anybody can write anything.
        """
        keys = [f"{HandleKind.TICKET}:{contact.ticket}"] if contact.ticket else []
        keys += [f"{HandleKind.CALL}:{contact.call.id}"] if contact.call is not None else []
        what = contact.entry.what
        named: Iterable[str] = what.named if isinstance(what, ContactReceived) else ()
        keys += [key for key in named if key.startswith(f"{HandleKind.ORDER}:")]
        return self.service_of(*keys)

    def account_of_ticket(self, ticket: str) -> str:
        """The account that the helpdesk names for a ticket, else that of his profile."""
        return self._account.get(ticket) or self.profile
