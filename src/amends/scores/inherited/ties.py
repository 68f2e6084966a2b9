"""Which case of a customer something is about that was told beside the conversation: a rule, an action, an opinion."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from amends.facts import Claim, ClaimKind, CustomerFile, Entry, HandleKind, Moment, Opinion, Policy, Tie
from amends.facts.kinds import ChargeTold, OrderTold, RefundTold
from amends.facts.moments import DAY_US
from amends.link.components import Components

from .sittings import Sittings

_MATTERS: Final = frozenset({HandleKind.ORDER, HandleKind.REFUND, HandleKind.PAYMENT, HandleKind.INVOICE})
_TALKS: Final = frozenset({HandleKind.TICKET, HandleKind.CALL, HandleKind.MESSAGE})


class Ties:
    """Strongest first: the same ticket, call or message; the same order, refund, payment or invoice; what is claimed;
    and the only matter that it can be, where there is one only. Where it may be about several, it is about none.
    """

    def __init__(self, file: CustomerFile, sittings: Sittings, policy: Policy) -> None:
        self._file, self._sittings, self._policy = file, sittings, policy

    def of_entry(self, entry: Entry) -> frozenset[str]:
        """The cases that a rule or an action is about."""
        handles = [handle for handle in entry.what.handles() if handle.tie is Tie.THING]
        talks = self._sittings.cases_of(handle.key for handle in handles if handle.kind in _TALKS)
        things = {self._thing(handle.key) for handle in handles if handle.kind in _MATTERS}
        return talks or self._naming(things) or self._only_one_open(entry.occurred, naming=bool(things))

    def of_opinion(self, opinion: Opinion) -> frozenset[str]:
        """The cases that an opinion is about."""
        sitting = self._sittings.of_entry(opinion.matter.removeprefix("contact:"))
        if sitting is not None:
            return frozenset((sitting.case.id,))
        named = self._naming(self._things_of(opinion))
        if named:
            return named
        claiming = self._claiming.get(opinion.claim, frozenset())
        if len(claiming) == 1:
            return claiming
        cases = self._file.conversation.cases
        return frozenset((cases[0].id,)) if len(cases) == 1 and not self._named[cases[0].id] else frozenset()

    def _naming(self, things: Iterable[str]) -> frozenset[str]:
        wanted = set(things)
        return frozenset(case for case, named in self._named.items() if named & wanted)

    def _only_one_open(self, at: Moment, *, naming: bool) -> frozenset[str]:
        """The only case open then, or about to be; what names a thing is not about a case that names others."""
        near = self._policy.chain_window_days * DAY_US
        opened = [
            case.id
            for case in self._file.conversation.cases
            if case.opened - near <= at <= case.last + near and not (naming and self._named[case.id])
        ]
        return frozenset(opened) if len(opened) == 1 else frozenset()

    def _thing(self, key: str) -> str:
        return self._same.root(key) or key

    def _things_of(self, opinion: Opinion) -> set[str]:
        entries = (self._entries.get(witness.entry_id) for witness in (*opinion.witnesses, *opinion.disputed))
        keys = {opinion.matter} | {key for entry in entries if entry is not None for key in _keys(entry)}
        return {self._thing(key) for key in keys}

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self._file.told}

    @cached_property
    def _same(self) -> Components:
        """An order, its payment and its refunds are one matter."""
        groups = Components()
        for entry in self._file.told:
            if isinstance(entry.what, RefundTold | ChargeTold | OrderTold):
                keys = _keys(entry)
                for key in keys:
                    groups.join(keys[0], key)
        return groups

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        """By case, what its contacts name."""
        found: dict[str, set[str]] = {case.id: set() for case in self._file.conversation.cases}
        for sitting in self._sittings.all:
            for contact in sitting.contacts:
                found[sitting.case.id] |= {self._thing(key) for key in _keys(contact.entry)}
        for claim, case in self._claims():
            orders = (f"{HandleKind.ORDER}:{order_id}" for order_id in claim.slots.order_ids)
            found[case] |= {self._thing(key) for key in orders}
        return found

    @cached_property
    def _claiming(self) -> dict[ClaimKind, frozenset[str]]:
        """By what is claimed, the cases in which it is."""
        found: dict[ClaimKind, set[str]] = defaultdict(set)
        for claim, case in self._claims():
            found[claim.kind].add(case)
        return {kind: frozenset(cases) for kind, cases in found.items()}

    def _claims(self) -> Iterable[tuple[Claim, str]]:
        for claim in self._file.claims:
            sitting = self._sittings.of_entry(claim.contact_id)
            if sitting is not None:
                yield claim, sitting.case.id


def _keys(entry: Entry) -> Sequence[str]:
    return [handle.key for handle in entry.what.handles() if handle.kind in _MATTERS and handle.tie is not Tie.OWN]
