"""Who may be forgotten by the policy's rules of retention: whoever has nothing left that a rule keeps.

Words are encrypted under one key for each person, not for each entry, and an entry is never changed. So a rule cannot
take one old letter away from somebody who wrote again last week: he goes as a whole, when his last entry is due. A kind
without a rule is kept for ever, and keeps the person.
"""

from collections.abc import Iterator
from typing import Final

from amends import link
from amends.customer import understand_bundle
from amends.facts import Entry, Moment, Policy
from amends.facts.moments import DAY_US
from amends.facts.owed import OwedState

from .gather import gather
from .holding import Holding, holding_of_bundle
from .record import Record

_PAGE_ENTRIES: Final = 5_000
_SETTLED: Final = (OwedState.NOTHING_OWED, OwedState.MADE_GOOD)


def people_due(record: Record, policy: Policy, now: Moment) -> list[Holding]:
    """All whose every entry is older than the rule of its kind, and to whom nothing is owed or promised. Reads the
    whole record, and holds it in memory.
    """
    entries = list(_all(record))
    found: list[Holding] = []
    taken: set[str] = set()
    for bundle in link.everybody(entries, policy):
        if not all(is_due(entry, policy, now) for entry in bundle.own):
            continue
        held = holding_of_bundle(record, bundle, bundle.identity.id)
        if not held.entries or taken.intersection(held.subjects):
            continue
        if all(is_due(entry, policy, now) for entry in held.entries) and not _is_open(record, held, policy, now):
            found.append(held)
            taken.update(held.subjects)
    return found


def is_due(entry: Entry, policy: Policy, now: Moment) -> bool:
    """Whether its kind has a rule, and it is older."""
    days = policy.retention_days.get(entry.what.kind)
    return days is not None and entry.occurred + days * DAY_US <= now


def _is_open(record: Record, held: Holding, policy: Policy, now: Moment) -> bool:
    """Something is owed to him, or promised: that is made good first."""
    found = link.bundle(gather(record, held.identity.id, policy), held.identity.id, policy)
    if found is None:
        return False
    file = understand_bundle(found, now=now, policy=policy, history=False)
    owed = any(one.state not in _SETTLED for one in file.owed)
    promised = any(one.open for one in file.conversation.promises) or any(one.open for one in file.follow_ups)
    return owed or promised


def _all(record: Record) -> Iterator[Entry]:
    seq = 0
    while page := record.after(seq, _PAGE_ENTRIES):
        yield from (entry for _, entry in page)
        seq = page[-1][0]
