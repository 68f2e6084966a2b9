"""The sweep of the invented year, and against its truth: the cause that was found, and whether everybody hit was."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from amends.causes.of_refunds import RefundCause, causes_of
from amends.facts import CustomerFile, Moment, Money, Scope, SweptRefund
from amends.remediation import population, swept


@dataclass(frozen=True, slots=True)
class Sweep:
    """`went_wrong` of `refunds` that we said were made; `owed` is their sum for each currency, and `silent` how many of
    those hit have not contacted us since. `scope` is the question that the surest new cause leads to, None where no
    cause is sure; `found` of the `planted` refunds of the shared fault are in its population, and `wrongly` are those
    hit that are in it although their fault is another.
    """

    refunds: int
    went_wrong: int
    owed: tuple[Money, ...]
    silent: int
    planted: int
    causes: tuple[RefundCause, ...] = ()
    scope: Scope | None = None
    found: int = 0
    wrongly: tuple[str, ...] = ()
    unanswered: int = 0  # in the population, and no witness has answered yet


def sweep(files: Iterable[CustomerFile], truth: Collection[str], *, now: Moment) -> Sweep:
    """Sweep everybody. `truth` are the matters that the shared fault hit: they judge, and decide nothing."""
    rows = [row for file in files for row in swept(file)]
    wrong = [row for row in rows if row.failed]
    causes = causes_of(rows, now=now)
    seen = Sweep(
        refunds=len(rows),
        went_wrong=len(wrong),
        owed=_sums(wrong),
        silent=sum(not row.contacts for row in wrong),
        planted=len(truth),
        causes=causes,
    )
    new = next((cause for cause in causes if not cause.always_so), None)
    return seen if new is None else _judged(seen, rows, _scope(new), truth)


def _scope(cause: RefundCause) -> Scope:
    """From the first day on which it may have begun: rather look at some who were spared than miss one who was hit."""
    spell = cause.cause.spell
    since = spell.onset.lo if spell.onset is not None else None
    return Scope(cause.literals, since, spell.end.hi if spell.end is not None else None, ())


def _judged(seen: Sweep, rows: Sequence[SweptRefund], scope: Scope, truth: Collection[str]) -> Sweep:
    inside = population(rows, scope)
    hit = {row.matter for row in inside.rows if row.failed}
    known = set(truth)
    return replace(
        seen, scope=scope, found=len(hit & known), wrongly=tuple(sorted(hit - known)), unanswered=inside.unknown
    )


def _sums(rows: Iterable[SweptRefund]) -> tuple[Money, ...]:
    sums: Counter[str] = Counter()
    for row in rows:
        if row.owed is not None:
            sums[row.owed.currency] += row.owed.amount_minor
    return tuple(Money(amount, currency) for currency, amount in sorted(sums.items()))
