"""The desk: whoever asks, approves, hands over and tells. It remembers nothing: all it knows is from the record.

It may die between any two steps. The broken twins do what a tired person, or a simple script, would do.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from amends.facts import ENDED, US, CustomerFile, Entry, Moment, NotAllowed, Payment, Policy, Source, Stage, Standing
from amends.facts.kinds import RemedyHandedOver, What
from amends.facts.moments import DAY_US
from amends.record import Outcome, Record
from amends.record.gather import understand_now
from amends.remediation import (
    check_answer,
    check_approval,
    check_hand_over,
    check_request,
    check_set_aside,
    check_told,
    hand_over_entry,
    standings,
)

from .payer import Answer, Asked, NoAnswer, Payer

DESK = Source("desk", US)
PEOPLE = ("ines", "otto", "ruth")
TO_HAND_OVER, HANDED_OVER, PAID, ANSWERED = "to hand over", "handed over", "paid", "answered"
ASKED_AGAIN_AFTER_US = 7 * DAY_US
_NOBODY_KNOWS = (Payment.UNKNOWN, Payment.READY)


class Died(Exception):
    """The process is gone, in the middle of its work."""


@dataclass(frozen=True, slots=True)
class Case:
    """One matter as the desk deals with it; payment and gateway are what the payer needs to know."""

    matter: str
    customer: str
    payment: str
    gateway: str
    programme: str
    declines: bool = False


@dataclass(slots=True)
class Deaths:
    """Dies with this chance at every step; or once, at the step whose number is named. Every step has a name."""

    chance: random.Random
    share: float = 0.0
    at_step: int = -1
    steps: int = 0
    count: int = 0

    def step(self, name: str) -> None:
        """A boundary between two things that are done one after the other. Raises Died."""
        self.steps += 1
        if self.steps == self.at_step or self.chance.random() < self.share:
            self.count += 1
            raise Died


@dataclass
class Desk:
    """One process that looks at cases and does what comes next."""

    record: Record
    payer: Payer
    policy: Policy
    deaths: Deaths
    retries: int = 0  # tried to have paid what had been handed over before, with nothing known of what came of it
    retries_held: int = 0  # of those, kept from it
    sent: int = 0
    forestalled: int = 0  # hand-overs that another desk had written down first
    writes: int = 0

    def file(self, case: Case, now: Moment) -> CustomerFile:
        """All that is known about the customer, worked out anew."""
        found = understand_now(self.record, case.customer, now=now, policy=self.policy)
        assert found is not None, f"nobody knows {case.customer}"
        return found

    def stands(self, case: Case, now: Moment) -> Standing:
        """Where the case stands."""
        return self.standing_in(self.file(case, now), case)

    def standing_in(self, file: CustomerFile, case: Case) -> Standing:
        """The same from a file that is at hand."""
        found = standings(file, policy=self.policy)
        return next(one for one in found if (one.matter, one.programme) == (case.matter, case.programme))

    def serve(self, case: Case, now: Moment, stands: Standing) -> Standing:
        """Everything that can be done now, one step after the other, for who saw it stand like this. Raises Died."""
        before = self.writes
        if stands.stage in ENDED:
            return stands
        if case.declines and stands.payment is Payment.NOT_ASKED:
            return self._declined(case, stands, now)
        if stands.payment is Payment.NOT_ASKED:
            stands = self._step(case, stands, now, "request", check_request)
        for by in PEOPLE[1:]:
            if stands.payment is Payment.WAITS:
                approve = partial(check_approval, by=by, policy=self.policy)
                stands = self._step(case, stands, now, f"approve:{by}", approve)
        self.hand_over(case, stands, now)
        if stands.payment is Payment.SAID_PAID:
            self.ask_again(case, now)
        if stands.told_at is None and stands.stage not in (Stage.SUSPECTED, Stage.NOT_HIT):
            stands = self._step(case, self.stands(case, now), now, "told", check_told)
        return stands if self.writes == before else self.stands(case, now)

    def _declined(self, case: Case, stands: Standing, now: Moment) -> Standing:
        """He is told before anything is paid, and does not want it."""
        if stands.told_at is None:
            stands = self._step(case, stands, now, "told", check_told)
        if stands.told_at is None:
            return stands  # no witness has answered yet
        reason = "He does not want it."
        return self._step(case, stands, now, "declined", lambda s: check_set_aside(s, Stage.DECLINED, reason))

    def _step(
        self, case: Case, stands: Standing, now: Moment, name: str, check: Callable[[Standing], What]
    ) -> Standing:
        try:
            what = check(stands)
        except NotAllowed:
            return stands
        self.deaths.step(name)
        self._write(Entry(DESK, f"{name}:{case.programme}:{case.matter}:{now}", now, what))
        self.deaths.step(name)
        return self.stands(case, now)

    def hand_over(self, case: Case, stands: Standing, now: Moment) -> None:
        """Written down first; sent only where the record took it; and what the payer says is written down."""
        again = stands.payment in _NOBODY_KNOWS and bool(self.handed_over(case))
        self.retries += again
        what = self.next_hand_over(case, stands, now)
        if what is None:
            self.retries_held += again
            return
        self.deaths.step(TO_HAND_OVER)
        if self._write(self.entry_of(what, now)) is not Outcome.APPLIED:
            self.forestalled += 1
            return
        self.deaths.step(HANDED_OVER)
        self.sent += 1
        asked = Asked(case.matter, what.key, what.attempt, what.money, case.payment, case.gateway)
        try:
            answer = self.payer.pay(asked, now)
        except NoAnswer:
            return
        self.deaths.step(PAID)
        self.hear(case, answer, now)
        self.deaths.step(ANSWERED)

    def ask_again(self, case: Case, now: Moment) -> None:
        """The payer said that it is paid, and in a week no witness has seen it: he is asked, and looks it up."""
        last = [e for e in self.record.about({case.matter}) if isinstance(e.what, RemedyHandedOver)][-1]
        what = last.what
        if isinstance(what, RemedyHandedOver) and now >= last.occurred + ASKED_AGAIN_AFTER_US:
            asked = Asked(case.matter, what.key, what.attempt, what.money, case.payment, case.gateway)
            if (answer := self.payer.look_up(asked, now)) is not None:
                self.deaths.step(ANSWERED)
                self.hear(case, answer, now)

    def next_hand_over(self, case: Case, stands: Standing, now: Moment) -> RemedyHandedOver | None:
        """What may be handed over now, by the rules; None where nothing may."""
        try:
            what = check_hand_over(stands)
        except NotAllowed:
            return None
        assert isinstance(what, RemedyHandedOver)
        return what

    def entry_of(self, what: RemedyHandedOver, now: Moment) -> Entry:
        """Under the only id that this attempt can have."""
        return hand_over_entry(what, now=now)

    def hear(self, case: Case, answer: Answer, now: Moment) -> None:
        """The payer's word on one attempt, however late, and however often."""
        asked = answer.asked
        outcome, reference = answer.outcome, answer.reference
        stands = self.stands(case, now)
        what = check_answer(stands, asked.key, asked.attempt, outcome=outcome, reference=reference)
        name = f"answer:{asked.key}:{asked.attempt}:{outcome}:{answer.at}"  # told twice, it counts once
        self._write(Entry(DESK, name, answer.at, what))

    def closed(self, stands: Standing) -> bool:
        """Whether it is done: he has it, and knows."""
        return stands.stage is Stage.CLOSED

    def handed_over(self, case: Case) -> list[RemedyHandedOver]:
        """Every hand-over of this matter that was ever written down."""
        told = [entry.what for entry in self.record.about({case.matter})]
        return [what for what in told if isinstance(what, RemedyHandedOver)]

    def _write(self, entry: Entry) -> Outcome:
        self.writes += 1
        [outcome] = self.record.append([entry]).outcomes
        return outcome
