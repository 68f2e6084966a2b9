"""Gather from the record all that concerns one customer: look up, link, look up what the links lead to, until done."""

from threading import Lock
from weakref import WeakKeyDictionary

from amends import link
from amends.facts import Entry, Policy
from amends.facts.kinds import CompletenessDeclared, PayoutTold

from . import Record

SHARING_SUBJECTS_MAX = 50  # a handle with more subjects is a switchboard; following it would fetch everybody
PAGE_ENTRIES = 1000


def gather(record: Record, who: str, policy: Policy) -> list[Entry]:
    """Every entry needed to understand the customer behind `who`, the organisation's own entries included."""
    entries: dict[str, Entry] = {}
    looked: set[str] = set()
    shared: set[str] = set()
    want = {who}
    while want:
        looked |= want
        for key in sorted(want - {who}):
            if key.startswith(("phone:", "email:")) and record.subjects_sharing(key) > SHARING_SUBJECTS_MAX:
                shared.add(key)
        entries.update((entry.id, entry) for entry in record.about(want - shared))
        want = link.wanted(entries.values(), who, policy, frozenset(shared)) - looked
    return [*entries.values(), *organisation(record)]


class _Organisation:
    """Completeness and payouts read so far. They are the same for every customer and only ever grow, so that a page
    reads just the new ones; being the same objects each time also lets later stages work them out once.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.seen = dict.fromkeys((CompletenessDeclared.kind, PayoutTold.kind), 0)
        self.entries: list[Entry] = []

    def read(self, record: Record) -> tuple[Entry, ...]:
        with self.lock:
            for kind in self.seen:
                while page := record.of_kind(kind, after=self.seen[kind], limit=PAGE_ENTRIES):
                    self.seen[kind] = page[-1][0]
                    self.entries += [entry for _, entry in page]
            return tuple(self.entries)


_READ: "WeakKeyDictionary[Record, _Organisation]" = WeakKeyDictionary()


def organisation(record: Record) -> tuple[Entry, ...]:
    """What is about no customer: from when to when each source is complete, and the payouts."""
    return _READ.setdefault(record, _Organisation()).read(record)
