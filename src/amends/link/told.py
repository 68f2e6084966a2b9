"""Entries with their handles worked out once, found by any of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from amends.facts import Entry, HandleKind, Tie, in_order_of_happening
from amends.facts.kinds import CompletenessDeclared, PayoutTold

_PERSON = frozenset({HandleKind.CUSTOMER, HandleKind.EMAIL, HandleKind.PHONE})


@dataclass(frozen=True, slots=True)
class _Keys:
    people: tuple[str, ...]
    things: tuple[str, ...]
    messages: tuple[str, ...]
    named: tuple[str, ...]


class Told:
    """An index over a set of entries. Order of arrival is gone here: entries are in order of happening."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = in_order_of_happening(entries)
        self.completeness = tuple(e for e in self.entries if isinstance(e.what, CompletenessDeclared))
        self.payouts: dict[str, list[Entry]] = defaultdict(list)
        self.by_key: dict[str, list[Entry]] = defaultdict(list)
        self._keys: dict[str, _Keys] = {}
        for entry in self.entries:
            if isinstance(entry.what, PayoutTold):
                self.payouts[entry.what.payout_ref].append(entry)
            keys = _keys_of(entry)
            self._keys[entry.id] = keys
            for key in dict.fromkeys((*keys.people, *keys.things, *keys.messages, *keys.named)):
                self.by_key[key].append(entry)

    def people(self, entry: Entry) -> tuple[str, ...]:
        """Keys of the persons the entry is by or about, strongest first."""
        return self._keys[entry.id].people

    def things(self, entry: Entry) -> tuple[str, ...]:
        """Keys of the orders, payments, refunds and invoices the entry is about."""
        return self._keys[entry.id].things

    def messages(self, entry: Entry) -> tuple[str, ...]:
        """Keys of its mail thread, its own message included."""
        return self._keys[entry.id].messages

    def named(self, entry: Entry) -> tuple[str, ...]:
        """Keys that somebody wrote in words."""
        return self._keys[entry.id].named


def _keys_of(entry: Entry) -> _Keys:
    people, things, messages, named = [], [], [], []
    for handle in entry.what.handles():
        if handle.tie is Tie.NAMED:
            named.append(handle.key)
        elif handle.kind is HandleKind.MESSAGE:
            messages.append(handle.key)
        elif handle.tie is Tie.OWN and handle.kind in _PERSON:
            people.append(handle.key)
        else:
            things.append(handle.key)
    return _Keys(tuple(people), tuple(things), tuple(messages), tuple(named))
