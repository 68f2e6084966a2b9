"""A programme as weeks go by: desks look, the payer pays or not, the gateway's file comes. Then it is counted.

Judged by the book, which has every payment that really left, and never by what the record says.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from amends.facts import ENDED, US, Moment, Payment, Standing
from amends.facts.moments import DAY_US, HOUR_US
from amends.record import Record

from .desk import Case, Desk, Died
from .payer import CALM, Book, Payer

TICK_US = 3 * HOUR_US
_SOON = (Payment.NOT_ASKED, Payment.WAITS, Payment.READY, Payment.UNKNOWN)


@dataclass
class Figures:
    """What came of it. `retries` tried to have paid again what had been handed over; `held` were kept from it."""

    cases: int = 0
    retries: int = 0
    held: int = 0
    sent: int = 0
    sent_again: int = 0  # beyond the first of each matter
    deaths: int = 0
    lost: int = 0
    doubles: int = 0
    closed: int = 0
    closed_unseen: int = 0
    forgotten: int = 0
    open: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    waits: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Figures") -> None:
        """Both together."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            setattr(self, name, mine + value)


@dataclass
class Campaign:
    """Cases are served from `now` on: in trouble until `calm_from`, then without any until `end`."""

    record: Record
    book: Book
    payer: Payer
    desks: Sequence[Desk]
    cases: Sequence[Case]
    now: Moment
    calm_from: Moment
    end: Moment
    chance: random.Random
    later: Sequence[tuple[Moment, Callable[[Moment], Sequence[Case]]]] = ()  # what happens then, and whom it adds
    stale: float = 0.1  # how often a second desk acts on what it saw before the first one acted
    figures: Figures = field(default_factory=Figures)

    def run(self) -> Figures:
        """All of it."""
        looks = [(self.now, place) for place in range(len(self.cases))]
        last_file = self.now
        while self.now < self.end:
            if self.now >= self.calm_from:
                self._calm()
            if self.now - last_file >= DAY_US and self.chance.random() >= self.payer.ways.no_file:
                self.record.append(list(self.book.file(self.now)))
                last_file = self.now
            self._late_answers()
            for case in self._happens():
                heapq.heappush(looks, (self.now, len(self.cases)))
                self.cases = [*self.cases, case]
            while looks and looks[0][0] <= self.now:
                _, place = heapq.heappop(looks)
                if (again := self._look(self.cases[place])) is not None:
                    heapq.heappush(looks, (again, place))
            self.now = Moment(self.now + TICK_US)
        return self._counted()

    def _happens(self) -> Iterator[Case]:
        for at, happens in self.later:
            if self.now <= at < self.now + TICK_US:
                yield from happens(self.now)

    def _calm(self) -> None:
        self.payer.ways = replace(CALM, keys=self.payer.ways.keys)
        self.stale = 0.0
        for desk in self.desks:
            desk.deaths.share = 0.0

    def _look(self, case: Case) -> Moment | None:
        """When to look again; None where it has ended."""
        desk, other = self.chance.sample(list(self.desks), 2)
        before = desk.stands(case, self.now)
        stands = self._served(desk, case, before)
        if self.chance.random() < self.stale:
            self._served(other, case, before)  # it saw the same, and does not know that the first has acted
        if stands is None:
            return Moment(self.now + TICK_US)
        self._check_closed(desk, case, stands)
        if stands.stage in ENDED or desk.closed(stands):
            return None
        if stands.payment in _SOON:
            return Moment(self.now + TICK_US)
        later = Moment(self.now + 2 * DAY_US)  # a witness may tell sooner that it failed
        again = stands.look_again
        return min(again, later) if again is not None and again > self.now else later

    def _served(self, desk: Desk, case: Case, stands: Standing) -> Standing | None:
        try:
            return desk.serve(case, self.now, stands)
        except Died:
            return None

    def _late_answers(self) -> None:
        by_matter = {case.matter: case for case in self.cases}
        for answer in self.payer.answers(self.now):
            try:
                self.desks[0].hear(by_matter[answer.asked.matter], answer, self.now)
            except Died:
                continue

    def _check_closed(self, desk: Desk, case: Case, stands: Standing) -> None:
        if not desk.closed(stands):
            return
        self.figures.closed += 1
        roots = {entry.id: entry.source.root for entry in desk.file(case, self.now).told}
        proved = bool(stands.proof) and all(roots[one] != US for one in stands.proof)
        self.figures.closed_unseen += not (proved and self.book.arrived(case.matter, self.now))

    def _counted(self) -> Figures:
        figures = self.figures
        figures.cases = len(self.cases)
        for case in self.cases:
            stands = self.desks[0].stands(case, self.now)
            figures.ends[f"{stands.stage}"] += 1
            if stands.stage in ENDED:
                continue
            figures.open += 1
            figures.ends[f"{stands.stage}"] -= 1
            figures.ends[f"{stands.stage}, payment {stands.payment}"] += 1
            figures.waits[stands.waits_for or "may be handed over" if stands.may_hand_over else stands.waits_for] += 1
            figures.forgotten += not (stands.waits_for or stands.may_hand_over)
        figures.retries = sum(desk.retries for desk in self.desks)
        figures.held = sum(desk.retries_held for desk in self.desks)
        figures.sent = sum(desk.sent for desk in self.desks)
        figures.deaths = sum(desk.deaths.count for desk in self.desks)
        figures.sent_again = self.payer.asked_again
        figures.lost = self.payer.lost
        figures.doubles = self.book.doubles()
        return figures
