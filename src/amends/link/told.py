"""Entries with their handles worked out once, found by any of them."""

from collections import defaultdict
from collections.abc import Iterable

from amends.facts import Entry, HandleKind, Tie, in_order_of_happening
from amends.facts.handles import Handle
from amends.facts.kinds import CompletenessDeclared, PayoutTold

PERSON = (HandleKind.CUSTOMER, HandleKind.EMAIL, HandleKind.PHONE)


class Told:
    """An index over a set of entries. Order of arrival is gone here: entries are in order of happening."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = in_order_of_happening(entries)
        self.organisation = tuple(e for e in self.entries if isinstance(e.what, CompletenessDeclared | PayoutTold))
        self.handles: dict[str, tuple[Handle, ...]] = {}
        self.by_key: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            handles = entry.what.handles()
            self.handles[entry.id] = handles
            for key in dict.fromkeys(h.key for h in handles):
                self.by_key[key].append(entry)

    def people(self, entry: Entry) -> tuple[str, ...]:
        """Keys of the persons the entry is by or about, strongest first."""
        return tuple(h.key for h in self.handles[entry.id] if h.tie is Tie.OWN and h.kind in PERSON)

    def things(self, entry: Entry) -> tuple[str, ...]:
        """Keys of the orders, payments, refunds and invoices the entry is about."""
        return tuple(h.key for h in self.handles[entry.id] if h.tie is Tie.THING and h.kind is not HandleKind.MESSAGE)

    def messages(self, entry: Entry) -> tuple[str, ...]:
        """Keys of its mail thread, its own message included."""
        return tuple(h.key for h in self.handles[entry.id] if h.kind is HandleKind.MESSAGE)

    def named(self, entry: Entry) -> tuple[str, ...]:
        """Keys that somebody wrote in words."""
        return tuple(h.key for h in self.handles[entry.id] if h.tie is Tie.NAMED)
