"""A population: everybody who may have been hit, as a question that anybody can ask again and get the same answer."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from amends.facts import Scope, SweptRefund, Verdict


@dataclass(frozen=True, slots=True)
class Population:
    """The answer to a scope. `rows` are those hit and those for whom no witness has answered yet, by matter.

    `rows_hash` is SHA-256 over them, the same in whatever order they came. `not_hit` were in the slice, too: a witness
    confirms our record, or the customer is right for a reason that the scope does not count.
    """

    rows: tuple[SweptRefund, ...]
    rows_hash: str
    hit: int
    unknown: int
    not_hit: int


def in_scope(refund: SweptRefund, scope: Scope) -> bool:
    """Whether it was made in the slice and in the period. What came of it does not matter."""
    if scope.since is not None and refund.at < scope.since:
        return False
    if scope.until is not None and refund.at >= scope.until:
        return False
    return all(refund.trait(name) == value for name, _, value in (trait.partition("=") for trait in scope.slice))


def is_hit(refund: SweptRefund, scope: Scope) -> bool:
    """Whether the customer is right, for a reason that the scope counts."""
    return refund.verdict is Verdict.CUSTOMER_RIGHT and (not scope.reasons or str(refund.reason) in scope.reasons)


def population(rows: Iterable[SweptRefund], scope: Scope) -> Population:
    """Everybody in the scope. A refund that is told of twice is in it once."""
    once: dict[str, SweptRefund] = {}
    for row in sorted(rows, key=lambda r: (r.matter, r.customer)):
        if in_scope(row, scope):
            once.setdefault(row.matter, row)
    hit = [row for row in once.values() if is_hit(row, scope)]
    unknown = [row for row in once.values() if row.failed is None]
    found = tuple(sorted((*hit, *unknown), key=lambda r: r.matter))
    return Population(found, _hash_of(found), len(hit), len(unknown), len(once) - len(found))


def _hash_of(rows: Iterable[SweptRefund]) -> str:
    """One line a row, as JSON, sorted: `["refund:R-2291","customer_right","failed_later",12900,"EUR"]`."""
    told = ([r.matter, r.verdict, r.reason, r.money.amount_minor, r.money.currency] for r in rows)
    lines = sorted(json.dumps(row, ensure_ascii=True, separators=(",", ":")) for row in told)
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()
