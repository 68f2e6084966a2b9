"""What each contact names: orders, refunds, payments and invoices, under one name where a witness ties two together."""

from collections import defaultdict
from collections.abc import Sequence

from amends.facts import Contact, Entry, HandleKind, Tie
from amends.facts.kinds import ChargeTold, PromiseMade, RefundTold, SurveyAnswered

from .components import Components
from .threads import Threads

_NAMES = frozenset({HandleKind.ORDER, HandleKind.REFUND, HandleKind.PAYMENT, HandleKind.INVOICE})


class Names:
    """The things of a matter. A refund, its payment and its order are one, however the customer calls them."""

    def __init__(self, contacts: Sequence[Contact], told: Sequence[Entry]) -> None:
        self._things = Components()
        for entry in told:
            if isinstance(entry.what, RefundTold | ChargeTold):
                keys = _keys(entry)
                for key in keys:
                    self._things.join(keys[0], key)
        self._besides = _told_besides(contacts, told)

    def of(self, contact: Contact) -> tuple[tuple[str, str], ...]:
        """(thing, as it was named) for each that the contact is about."""
        named = dict.fromkeys((*_keys(contact.entry), *self._besides.get(contact.entry.id, ())))
        return tuple((self._things.root(key) or key, key) for key in named)


def _told_besides(contacts: Sequence[Contact], told: Sequence[Entry]) -> dict[str, list[str]]:
    """What was named about a contact elsewhere: in the survey on its ticket, and by the promise made in it."""
    found: dict[str, list[str]] = defaultdict(list)
    surveys = [entry for entry in told if isinstance(entry.what, SurveyAnswered) and entry.what.named]
    if surveys:
        threads = Threads(told)
        first: dict[str, str] = {}
        for contact in contacts:
            first.setdefault(threads.of(contact.entry, contact.ticket), contact.entry.id)
        for entry in surveys:
            if (contact_id := first.get(threads.of(entry))) is not None:
                found[contact_id] += _keys(entry)
    for entry in told:
        if isinstance(entry.what, PromiseMade) and entry.what.contact:
            found[entry.what.contact] += _keys(entry)
    return {contact_id: sorted(keys) for contact_id, keys in found.items()}


def _keys(entry: Entry) -> list[str]:
    return [handle.key for handle in entry.what.handles() if handle.kind in _NAMES and handle.tie is not Tie.OWN]
