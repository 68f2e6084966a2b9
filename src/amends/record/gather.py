"""Gather from the record all that concerns one customer: look up, link, look up what the links lead to, until done."""

from collections.abc import Collection, Iterable
from threading import Lock
from typing import Self
from weakref import WeakKeyDictionary

from amends import link
from amends.customer import has_happened, understand_bundle
from amends.facts import CustomerFile, Entry, Moment, Policy
from amends.facts.kinds import CompletenessDeclared, PayoutTold

from . import Record

SHARING_SUBJECTS_MAX = 50  # a handle with more subjects is a switchboard; following it would fetch everybody
PAGE_ENTRIES = 1000


def gather(record: Record, who: str, policy: Policy, known: Collection[Entry] = ()) -> list[Entry]:
    """Every entry needed to understand the customer behind `who`, the organisation's own entries included. `known` are
    all entries that have this key, where somebody has just looked them up.
    """
    entries = {entry.id: entry for entry in known or record.about({who})}
    looked, shared = {who}, set[str]()
    while want := link.wanted(entries.values(), who, policy, frozenset(shared)) - looked:
        looked |= want
        before = len(entries), len(shared)
        people = [key for key in want if key.startswith(("phone:", "email:"))]
        if people:
            shared |= {key for key, n in record.subjects_of(people).items() if n > SHARING_SUBJECTS_MAX}
        if alone := want - shared:
            entries.update((entry.id, entry) for entry in record.about(alone))
        if before == (len(entries), len(shared)):
            break  # nothing new, so nothing new is wanted: linking it once more would cost as much as looking
    return [*entries.values(), *_of_everybody(record, entries.values())]


def understand_now(
    record: Record, who: str, *, now: Moment, policy: Policy, known: Collection[Entry] = ()
) -> CustomerFile | None:
    """The file of the customer behind `who` as a brief needs it: without what was thought earlier, which costs a fresh
    opinion for every earlier moment. None where nobody has it. `known` as for `gather`.
    """
    entries = gather(record, who, policy, known)
    found = link.bundle((entry for entry in entries if has_happened(entry, now)), who, policy)
    return understand_bundle(found, now=now, policy=policy, history=False) if found else None


class _Organisation:
    """Completeness and payouts read so far. They are the same for every customer and only ever grow, so that a page
    reads just the new ones; being the same objects each time also lets later stages work them out once.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.seen = dict.fromkeys((CompletenessDeclared.kind, PayoutTold.kind), 0)
        self.completeness: list[Entry] = []
        self.payouts: dict[str, list[Entry]] = {}

    def read(self, record: Record) -> Self:
        """Up to what the record has now."""
        with self.lock:
            for kind in self.seen:
                while page := record.of_kind(kind, after=self.seen[kind], limit=PAGE_ENTRIES):
                    self.seen[kind] = page[-1][0]
                    for _, entry in page:
                        self._take(entry)
            return self

    def _take(self, entry: Entry) -> None:
        if isinstance(entry.what, PayoutTold):
            self.payouts.setdefault(entry.what.payout_ref, []).append(entry)
        else:
            self.completeness.append(entry)


_READ: "WeakKeyDictionary[Record, _Organisation]" = WeakKeyDictionary()


def organisation(record: Record) -> tuple[Entry, ...]:
    """What is about no customer: from when to when each source is complete, and the payouts."""
    known = _known(record)
    return (*known.completeness, *(entry for ref in sorted(known.payouts) for entry in known.payouts[ref]))


def _of_everybody(record: Record, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The part of it that one customer needs: with years of payouts, the others would be most of what he costs."""
    known = _known(record)
    refs = sorted({ref for entry in entries if (ref := getattr(entry.what, "payout_ref", None))})
    return (*known.completeness, *(entry for ref in refs for entry in known.payouts.get(ref, ())))


def _known(record: Record) -> _Organisation:
    return _READ.setdefault(record, _Organisation()).read(record)
