"""Whether somebody could have put it right with his own powers, as far as the record tells that he could not."""

from collections.abc import Collection
from functools import cached_property
from typing import Final

from amends.facts import Case, CustomerFile, Entry, HandleKind, Moment, OwedState, Tie
from amends.facts.kinds import ChargeTold, OrderTold, PolicyTold, RefundTold, RemedyRequested
from amends.link.components import Components

_MATTERS: Final = frozenset({HandleKind.ORDER, HandleKind.REFUND, HandleKind.PAYMENT, HandleKind.INVOICE})
_TALKS: Final = frozenset({HandleKind.TICKET, HandleKind.CALL, HandleKind.MESSAGE})


class Fixable:
    """False in two cases, each as of the end of the contact; None in all others.

    The rules forbade it: the last word of the system that knows them, or of a person other than himself, on what the
    customer wants (`policy.told`) was no. Or it waited for somebody else: finance had been asked for the money before
    the contact began, and no witness had seen it arrive when it ended.
    """

    def __init__(self, file: CustomerFile) -> None:
        self._file = file
        self._ruled = [(e, e.what) for e in file.told if isinstance(e.what, PolicyTold)]
        self._asked = [(e, e.what) for e in file.told if isinstance(e.what, RemedyRequested)]

    def of(self, case: Case, began: Moment, ended: Moment, names: Collection[str]) -> bool | None:
        """`names` are the handler's own, by all sources."""
        if not self._ruled and not self._asked:
            return None
        last: dict[tuple[str, str | None], PolicyTold] = {}
        for entry, what in self._ruled:  # in order of happening
            if entry.occurred <= ended and what.by not in names and self._about(entry, case):
                last[what.wish, what.order_id] = what
        if any(not what.allowed for what in last.values()):
            return False
        waits = any(
            entry.occurred < began and not self._arrived(what.matter, ended) and self._about(entry, case)
            for entry, what in self._asked
        )
        return False if waits else None

    def _arrived(self, matter: str, by: Moment) -> bool:
        proof = {
            entry_id
            for owed in self._file.owed
            if owed.matter == matter and owed.state is OwedState.MADE_GOOD
            for entry_id in owed.proof
        }
        return any(entry.id in proof and entry.occurred <= by for entry in self._file.told)

    def _about(self, entry: Entry, case: Case) -> bool:
        """The same ticket, call or message; the same order, payment or refund; or the customer's only case, where its
        contacts name nothing.
        """
        handles = [handle for handle in entry.what.handles() if handle.tie is Tie.THING]
        talks, matters = self._of_cases[case.id]
        if any(handle.key in talks for handle in handles if handle.kind in _TALKS):
            return True
        things = {self._thing(handle.key) for handle in handles if handle.kind in _MATTERS}
        return bool(things & matters) or (not matters and len(self._file.conversation.cases) == 1)

    @cached_property
    def _of_cases(self) -> dict[str, tuple[set[str], set[str]]]:
        """By case: tickets, calls and messages; and the orders, payments and refunds that its contacts name."""
        by_id = {contact.entry.id: contact for contact in self._file.contacts}
        orders: dict[str, set[str]] = {}
        for claim in self._file.claims:
            named = {f"{HandleKind.ORDER}:{order_id}" for order_id in claim.slots.order_ids}
            orders.setdefault(claim.contact_id, set()).update(named)
        found = {}
        for case in self._file.conversation.cases:
            talks, matters = set[str](), set[str]()
            for contact in (by_id[id_] for id_ in case.contacts if id_ in by_id):
                handles = contact.entry.what.handles()
                talks |= {handle.key for handle in handles if handle.kind in _TALKS}
                talks |= {f"{HandleKind.TICKET}:{contact.ticket}"} if contact.ticket else set()
                named = {handle.key for handle in handles if handle.kind in _MATTERS} | orders.get(
                    contact.entry.id, set()
                )
                matters |= {self._thing(key) for key in named}
            found[case.id] = talks, matters
        return found

    @cached_property
    def _same(self) -> Components:
        """An order, its payment and its refunds are one matter."""
        groups = Components()
        for entry in self._file.told:
            if isinstance(entry.what, RefundTold | ChargeTold | OrderTold):
                keys = [h.key for h in entry.what.handles() if h.kind in _MATTERS and h.tie is not Tie.OWN]
                for key in keys:
                    groups.join(keys[0], key)
        return groups

    def _thing(self, key: str) -> str:
        return self._same.root(key) or key
