"""From when to when each source tells everything: only inside such a range is absence evidence (invariant 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from amends.facts import Entry, Moment, in_order_of_happening
from amends.facts.kinds import CompletenessDeclared

_TOLD_MAX = 4  # organisations' sets of declarations remembered; one is in use at a time


@dataclass(frozen=True, slots=True)
class Stretch:
    """A source is complete from..to, both included; `told` are the declarations that together say so."""

    complete_from: Moment
    complete_to: Moment
    told: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """All declarations, by (source, kind of thing). A declaration about the future counts only up to `now`."""

    declared: dict[tuple[str, str], tuple[Stretch, ...]]  # joined where they touch, in order of time
    roots: dict[str, str]  # source name -> root
    telling: frozenset[tuple[str, str]]  # (source, kind) that tell, declared complete or not
    now: Moment

    def undeclared(self, kinds: tuple[str, ...]) -> frozenset[str]:
        """Sources that tell one of these kinds, while no source of their root is declared complete of any of them."""
        declared = {self.roots[source] for of in kinds for source in self.sources(of)}
        return frozenset(s for s, of in self.telling if of in kinds and self.roots[s] not in declared)

    def sources(self, of: str) -> frozenset[str]:
        """The sources that ever declared this kind."""
        return frozenset(source for source, kind in self.declared if kind == of)

    def covering(self, source: str, kinds: Iterable[str], start: Moment, end: Moment) -> Stretch | None:
        """The stretch of one of `kinds` that covers start..end, both included; None where there is a gap."""
        if end > self.now:
            return None
        for of in kinds:
            for whole in self.declared.get((source, of), ()):
                if whole.complete_from <= start and end <= whole.complete_to:
                    told = _needed(whole.told, start, end)
                    return Stretch(whole.complete_from, min(whole.complete_to, self.now), told)
        return None

    def stretches(self, source: str, of: str) -> list[Stretch]:
        """What was declared, up to `now`."""
        begun = (s for s in self.declared.get((source, of), ()) if s.complete_from <= self.now)
        return [Stretch(s.complete_from, min(s.complete_to, self.now), s.told) for s in begun]


def _needed(told: Iterable[Entry], start: Moment, end: Moment) -> tuple[Entry, ...]:
    """As few of the declarations as cover start..end: each time the one that reaches furthest."""
    needed: list[Entry] = []
    reached, best, best_to = start - 1, None, start - 1
    for entry in told:
        what = entry.what
        if not isinstance(what, CompletenessDeclared):
            continue
        if what.complete_from > reached + 1 and best is not None:
            needed.append(best)
            reached, best = best_to, None
            if reached >= end:
                return tuple(needed)
        if what.complete_to > best_to:
            best, best_to = entry, what.complete_to
    return (*needed, best) if best is not None else tuple(needed)


class _Told:
    """Declarations, compared by being the very same objects: everybody's bundle carries the same ones."""

    __slots__ = ("entries", "hash")

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.hash = hash((len(entries), *(id(e) for e in entries[:2]), *(id(e) for e in entries[-2:])))

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Told) or len(self.entries) != len(other.entries):
            return False
        return all(one is two for one, two in zip(self.entries, other.entries, strict=True))


def completeness(entries: Sequence[Entry], now: Moment) -> Completeness:
    """The declarations, as of `now`. They speak about ranges, so they count whenever they were made."""
    declared, roots, telling = _joined(_Told(entries))
    return Completeness(declared, roots, telling, now)


@lru_cache(maxsize=_TOLD_MAX)  # the same for every customer of an organisation; sorting it anew cost 90 % of the time
def _joined(
    told: _Told,
) -> tuple[dict[tuple[str, str], tuple[Stretch, ...]], dict[str, str], frozenset[tuple[str, str]]]:
    groups: dict[tuple[str, str], list[Stretch]] = {}
    roots: dict[str, str] = {}
    telling: set[tuple[str, str]] = set()
    for entry in sorted(in_order_of_happening(told.entries), key=_from):
        what, source = entry.what, entry.source
        if isinstance(what, CompletenessDeclared):
            telling.add((source.name, what.of))
            if what.complete_from < what.complete_to:
                _join(groups.setdefault((source.name, what.of), []), entry, what)
            roots[source.name] = max(source.root, roots.get(source.name, ""))  # "us", which weighs least, wins
    return {key: tuple(stretches) for key, stretches in groups.items()}, roots, frozenset(telling)


def _from(entry: Entry) -> tuple[int, int, str]:
    what = entry.what
    return (what.complete_from, what.complete_to, entry.id) if isinstance(what, CompletenessDeclared) else (0, 0, "")


def _join(stretches: list[Stretch], entry: Entry, what: CompletenessDeclared) -> None:
    last = stretches[-1] if stretches else None
    if last is not None and what.complete_from <= last.complete_to + 1:
        end = max(what.complete_to, last.complete_to)
        stretches[-1] = Stretch(last.complete_from, end, (*last.told, entry))
    else:
        stretches.append(Stretch(what.complete_from, what.complete_to, (entry,)))
