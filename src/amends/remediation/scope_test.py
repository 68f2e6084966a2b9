"""Is the slice the whole of it? Refunds just outside are drawn and put to the witnesses, and what can have been missed
at most is said. ASIC RG 256 asks for it: revise the scope and test it, for example by sampling just outside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from amends.facts import Moment, Scope, SweptRefund, Verdict
from amends.facts.moments import DAY_US

from .limits import Part, upper_limit
from .population import in_scope, is_hit

ROWS_MAX: Final = 300  # with none hit of so many, less than 1 % can have been missed
NEAR_DAYS_MAX: Final = 90
ELSEWHERE: Final = "elsewhere"


@dataclass(frozen=True, slots=True)
class Picked:
    """One refund that was drawn. `near` says in which way it is just outside; "elsewhere" where it is not."""

    matter: str
    near: str  # before | after | gateway otherwise | elsewhere


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn, in order, out of `near_size` refunds just outside the slice and `elsewhere_size` others."""

    scope: Scope
    seed: int
    picked: tuple[Picked, ...]
    near_size: int
    elsewhere_size: int

    @property
    def outside(self) -> int:
        """All that could have been drawn."""
        return self.near_size + self.elsewhere_size

    @property
    def matters(self) -> tuple[str, ...]:
        """Those drawn."""
        return tuple(one.matter for one in self.picked)


@dataclass(frozen=True, slots=True)
class Judged:
    """The fields of `kinds.ScopeTested`, and what to do next. `known_hit` of all outside are known to be hit, drawn or
    not. `waiting` may still arrive; `unanswered` are to be put to the gateway.
    """

    seed: int
    outside: int
    matters: tuple[str, ...]
    answered: int
    hit: int
    missed_at_most: int
    known_hit: int
    hits: tuple[Picked, ...]
    waiting: tuple[str, ...]
    unanswered: tuple[str, ...]
    sentence: str


def draw(rows: Iterable[SweptRefund], scope: Scope, *, seed: int, rows_max: int = ROWS_MAX) -> Drawn:
    """Up to `rows_max` refunds outside the scope, half of them just outside: the same slice before and after, as long
    as the slice's own time and at most 90 days, and one trait otherwise at the same time. The other half from anywhere
    else. The same seed draws the same ones, in whatever order the rows come.
    """
    near, elsewhere = _outside(rows, scope)
    from_near = min(len(near), max((rows_max + 1) // 2, rows_max - len(elsewhere)))
    picked = [
        *(Picked(matter, near[matter]) for matter in _lot(near, seed)[:from_near]),
        *(Picked(matter, ELSEWHERE) for matter in _lot(elsewhere, seed)[: rows_max - from_near]),
    ]
    return Drawn(scope, seed, tuple(picked), len(near), len(elsewhere))


def drawn_before(rows: Iterable[SweptRefund], scope: Scope, *, seed: int, matters: Sequence[str]) -> Drawn:
    """A test that was drawn already, so that it can be judged again when the witnesses have answered."""
    near, elsewhere = _outside(rows, scope)
    known = [matter for matter in matters if matter in near or matter in elsewhere]
    picked = tuple(Picked(matter, near.get(matter, ELSEWHERE)) for matter in known)
    return Drawn(scope, seed, picked, len(near), len(elsewhere))


def judge(drawn: Drawn, rows: Iterable[SweptRefund]) -> Judged:
    """What the witnesses say of those drawn, and the upper 95 % limit of those hit among all outside.

    The limit holds where those without an answer are like those with one: so all of them have to be asked. It is never
    less than what is known to be hit, nor more than what is known or open.
    """
    by_matter = {row.matter: row for row in rows if not in_scope(row, drawn.scope)}
    pairs = [(one, by_matter[one.matter]) for one in drawn.picked if one.matter in by_matter]
    near = _part(drawn.near_size, [row for one, row in pairs if one.near != ELSEWHERE], drawn.scope)
    elsewhere = _part(drawn.elsewhere_size, [row for one, row in pairs if one.near == ELSEWHERE], drawn.scope)
    known_hit = sum(is_hit(row, drawn.scope) for row in by_matter.values())
    still_open = sum(row.failed is None for row in by_matter.values())
    missed = min(max(int(upper_limit((near, elsewhere))), known_hit), known_hit + still_open)
    open_rows = [row for _, row in pairs if row.failed is None]
    judged = Judged(
        seed=drawn.seed,
        outside=drawn.outside,
        matters=drawn.matters,
        answered=near.answered + elsewhere.answered,
        hit=near.hit + elsewhere.hit,
        missed_at_most=missed,
        known_hit=known_hit,
        hits=tuple(one for one, row in pairs if is_hit(row, drawn.scope)),
        waiting=tuple(row.matter for row in open_rows if row.verdict is Verdict.TOO_EARLY),
        unanswered=tuple(row.matter for row in open_rows if row.verdict is not Verdict.TOO_EARLY),
        sentence="",
    )
    return _with_sentence(judged)


def _outside(rows: Iterable[SweptRefund], scope: Scope) -> tuple[dict[str, str], dict[str, str]]:
    """Those just outside, with the way in which they are, and all others, by matter."""
    outside = [row for row in rows if not in_scope(row, scope)]
    end = scope.until if scope.until is not None else max((row.at for row in outside), default=0) + 1
    length = end - scope.since if scope.since is not None else NEAR_DAYS_MAX * DAY_US
    length = min(max(length, DAY_US), NEAR_DAYS_MAX * DAY_US)
    near, elsewhere = {}, {}
    for row in outside:
        how = _near(row, scope, length)
        if how is None:
            elsewhere[row.matter] = ELSEWHERE
        else:
            near[row.matter] = how
    return near, elsewhere


def _near(row: SweptRefund, scope: Scope, length_us: int) -> str | None:
    otherwise = [trait.partition("=")[0] for trait in scope.slice if row.trait(trait.partition("=")[0]) != _of(trait)]
    early = scope.since is not None and row.at < scope.since
    late = scope.until is not None and row.at >= scope.until
    if not otherwise and early:
        return "before" if row.at >= _at(scope.since) - length_us else None
    if not otherwise and late:
        return "after" if row.at < _at(scope.until) + length_us else None
    return f"{otherwise[0]} otherwise" if len(otherwise) == 1 and not early and not late else None


def _of(trait: str) -> str:
    return trait.partition("=")[2]


def _at(moment: Moment | None) -> int:
    return 0 if moment is None else moment


def _lot(matters: Iterable[str], seed: int) -> list[str]:
    """By chance, and the same on every machine and in every version: by a hash of the seed and the name."""
    return sorted(matters, key=lambda matter: (sha256(f"{seed}/{matter}".encode()).digest(), matter))


def _part(size: int, rows: Sequence[SweptRefund], scope: Scope) -> Part:
    answered = [row for row in rows if row.failed is not None]
    return Part(size, len(answered), sum(is_hit(row, scope) for row in answered))


def _with_sentence(judged: Judged) -> Judged:
    if not judged.outside:
        return replace(judged, sentence="There is nothing outside this slice that could have been missed.")
    words = [
        f"Of {judged.outside:,} refunds outside the slice {len(judged.matters):,} were drawn. "
        f"A witness has answered for {judged.answered:,} of them, and {judged.hit:,} of those are hit.",
        f"With 95 % certainty at most {judged.missed_at_most:,} were missed "
        f"({judged.missed_at_most / judged.outside:.2%} of those outside).",
    ]
    if judged.unanswered:
        words.append(f"Put these {len(judged.unanswered):,} to the gateway: nobody has answered for them.")
    if judged.waiting:
        words.append(f"{len(judged.waiting):,} may still arrive: look again when their time has passed.")
    if judged.known_hit:
        words.append(f"{_are(judged.known_hit)} known to be hit: widen the slice, or open a programme for them.")
    return replace(judged, sentence=" ".join(words))


def _are(number: int) -> str:
    return "1 outside is" if number == 1 else f"{number:,} outside are"
