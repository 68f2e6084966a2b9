"""Gather from the record all that concerns one customer: look up, link, look up what the links lead to, until done."""

from amends import link
from amends.facts import Entry, Policy

from . import Record

SHARING_SUBJECTS_MAX = 50  # a handle with more subjects is a switchboard; following it would fetch everybody


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
        found = {entry.id: entry for entry in record.about(want - shared)}
        entries.update(found)
        want = link.wanted(entries.values(), who, policy, frozenset(shared)) - looked
    return [*entries.values(), *record.organisation()]
