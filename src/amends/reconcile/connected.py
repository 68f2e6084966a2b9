"""Everybody whom new rows may touch: who can meet them in some pass, and who can meet those, until there is no more."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from .keys import OurRow, TheirRow, customer_key, our_keys, their_keys


class Kept(Protocol):
    """Where rows are kept. A row of ours is called by twice its number, one of theirs by twice its number and one."""

    def met(self, keys: Collection[int]) -> set[int]:
        """The rows that have one of these keys."""

    def ours(self, numbers: Collection[int]) -> Iterable[OurRow]:
        """These of ours."""

    def theirs(self, numbers: Collection[int]) -> Iterable[TheirRow]:
        """These of the witness's."""


@dataclass
class Group:
    """Rows, by their number, and every key by which they meet others."""

    ours: dict[int, OurRow] = field(default_factory=dict)
    theirs: dict[int, TheirRow] = field(default_factory=dict)
    keys: set[int] = field(default_factory=set)
    _words: dict[str, list[TheirRow]] = field(default_factory=dict)  # by the witness's refund

    def add_ours(self, row: OurRow) -> list[int]:
        """Take it in, with its keys, which are told."""
        self.ours[row.n] = row
        keys = list(our_keys(row))
        self.keys.update(keys)
        return keys

    def add_theirs(self, row: TheirRow) -> list[int]:
        """Take it in, with its keys, which are told, and those that its refund has by its other rows."""
        self.theirs[row.n] = row
        keys = list(their_keys(row))
        self.keys.update(keys)
        self._words.setdefault(row.refund_ref, []).append(row)
        self.keys.update(self.mixed_keys(row.refund_ref))
        return keys

    def mixed_keys(self, refund_ref: str) -> set[int]:
        """Each customer of a refund of theirs with each amount, whichever rows tell them."""
        words = self._words[refund_ref]
        if len(words) == 1:
            return set()
        customers = {row.customer for row in words if row.customer is not None}
        amounts = {(row.amount_minor, row.currency) for row in words}
        return {customer_key(customer, *amount) for customer in customers for amount in amounts}


def connected(group: Group, rows: set[int], kept: Kept) -> Group:
    """The group with these rows of `kept` and all that can meet any of them, in as many steps as it takes."""
    asked: set[int] = set()
    while True:
        for ours in kept.ours([row >> 1 for row in rows if not row & 1]):
            group.add_ours(ours)
        for theirs in kept.theirs([row >> 1 for row in rows if row & 1]):
            group.add_theirs(theirs)
        fresh = group.keys - asked
        if not fresh:
            return group
        asked |= fresh
        rows = {row for row in kept.met(fresh) if (row >> 1) not in (group.theirs if row & 1 else group.ours)}
