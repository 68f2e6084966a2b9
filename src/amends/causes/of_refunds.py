"""Causes of refunds that went wrong: the search over a sweep, each with its beginning and the money behind it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from amends.facts import Moment, Money, OwedState, Refused, SweptRefund, Verdict
from amends.facts.moments import DAY_US
from amends.facts.who import names_people

from .attributes import FEW_VALUES, ROWS_PER_VALUE_MIN
from .coded import Coded, Mask, coded
from .find import FAILED, GOOD, UNKNOWN, Cause, Told, find_causes
from .onset import Spell, Turn, find_spell

_OUTCOMES: Final = {
    Verdict.CUSTOMER_RIGHT: FAILED,
    Verdict.RECORD_RIGHT: GOOD,
    # Nothing has gone wrong so far. A failure is known days before an arrival is: were these left out, everything would
    # seem to fail in the last days, and most of all what takes longest.
    Verdict.TOO_EARLY: GOOD,
    Verdict.CANNOT_TELL: UNKNOWN,
}
_OPEN: Final = (OwedState.OWED, OwedState.REQUESTED, OwedState.UNDER_WAY)
_NEW_CHANCE: Final = 1e-3  # that a value which always existed is not seen once until its first row


@dataclass(frozen=True, slots=True)
class RefundCause:
    """A cause in the words of a sweep: `literals` are traits ("gateway=acme"), a missing one is "version=".

    `always_so`: it neither began nor ended in what was looked at. Then it is a known difference, and no new fault.
    `customers` are those hit, each once; `owed` is what is not made good, a sum for each currency. `aliases` are other
    traits that the data cannot tell from these.
    """

    cause: Cause
    literals: tuple[str, ...]
    always_so: bool
    failures: int
    customers: int
    owed: tuple[Money, ...]
    aliases: tuple[tuple[str, ...], ...]


def told_of(rows: Sequence[SweptRefund]) -> Told:
    """The sweep as a table: one attribute for each trait that any row has, empty where a row lacks it.

    Left out are traits that name people, and those with as many values as an id has: blame is not found by search. So
    is what all rows have in common, which explains nothing.
    Where nobody can tell the outcome is unknown; what may still arrive has not failed so far.
    """
    traits = [dict(trait.split("=", 1) for trait in row.traits if "=" in trait) for row in rows]
    names = sorted({name for each in traits for name in each if not names_people(name)})
    columns = {name: [each.get(name, "") for each in traits] for name in names}
    outcomes = np.array([_OUTCOMES[row.verdict] for row in rows], np.int8)
    at = np.array([row.at for row in rows], np.int64)
    return Told(coded({name: values for name, values in columns.items() if _tells_apart(values)}), outcomes, at)


def causes_of(
    rows: Sequence[SweptRefund], *, reference_until: Moment | None = None, now: Moment
) -> tuple[RefundCause, ...]:
    """What the failures among these rows have in common, surest first. What is dated after `now` is left out.

    With `reference_until` the rows before it say what is usual, and only what is worse since then is a cause. Without
    it the rest of the sweep is compared, so that what always was worse is found too, and is said to be.
    Raises Refused where the reference holds too few failures. The codes in `cause.literals` are those of `told_of`.
    """
    told = told_of(rows)
    happened = _times(told) <= now
    if not told.table.columns or not happened.any():
        return ()
    everything = _take(told, happened)
    if reference_until is None:
        found = find_causes(everything)
    else:
        earlier = _times(everything) < reference_until
        found = _beyond(_take(everything, ~earlier), _take(everything, earlier))
    kept = [row for row, good in zip(rows, happened.tolist(), strict=True) if good]
    compared = reference_until is not None
    return tuple(_of_refunds(cause, everything, kept, compared=compared) for cause in found)


def _beyond(told: Told, reference: Told) -> tuple[Cause, ...]:
    try:
        return find_causes(told, reference)
    except Refused as error:
        where = "the time before the reference ends"
        raise Refused(replace(error.problem, where=where)) from None


def _of_refunds(cause: Cause, told: Told, rows: Sequence[SweptRefund], *, compared: bool) -> RefundCause:
    inside = told.table.inside(cause.literals)
    spell = _spell(told, inside)
    hit = [rows[place] for place in np.flatnonzero(inside & (told.outcomes == FAILED)).tolist()]
    sums: defaultdict[str, int] = defaultdict(int)
    for row in hit:
        if row.owed is not None and row.state in _OPEN:
            sums[row.owed.currency] += row.owed.amount_minor
    return RefundCause(
        cause=replace(cause, spell=spell),
        literals=_in_words(told.table, cause.literals),
        always_so=spell.onset is None and spell.end is None and not compared,
        failures=len(hit),
        customers=len({row.customer for row in hit}),
        owed=tuple(Money(sums[currency], currency) for currency in sorted(sums)),
        aliases=tuple(_in_words(told.table, literals) for literals in cause.aliases),
    )


def _spell(told: Told, inside: Mask) -> Spell:
    """When it began and ended, over the reference too. A slice that fails from its own first row on, and did not exist
    before, began with that row: a new version that never worked is no old difference.
    """
    at, known = _times(told), told.outcomes != UNKNOWN
    spell = find_spell(at[inside & known], told.outcomes[inside & known] == FAILED)
    if spell.onset is not None:
        return spell
    first = int(at[inside].min())
    before = int(np.count_nonzero(at < first))
    share = np.count_nonzero(inside) / np.count_nonzero(at >= first)
    if before * np.log1p(-min(share, 1 - 1e-12)) > np.log(_NEW_CHANCE):
        return spell
    day = Moment(first // DAY_US * DAY_US)
    return Spell(Turn(day, day, day), spell.end)


def _tells_apart(values: Sequence[str]) -> bool:
    different = len(set(values))
    return 1 < different <= max(FEW_VALUES, len(values) // ROWS_PER_VALUE_MIN)


def _take(told: Told, rows: Mask) -> Told:
    return Told(told.table.take(rows), told.outcomes[rows], _times(told)[rows])


def _times(told: Told) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    assert told.at is not None
    return told.at


def _in_words(table: Coded, literals: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(f"{name}={value}" for name, value in table.told(literals).items())
