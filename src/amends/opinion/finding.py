"""A finding: what one rule concludes. And a paired refund: what the rules of a refund look at."""

from dataclasses import dataclass, field

from amends.facts import ClaimKind, HandOver, Moment, Money, Opinion, Policy, Reason, Verdict, Witness

from .testimony import Testimony
from .things import Refund


@dataclass(frozen=True, slots=True)
class Finding:
    """The part of an opinion that a rule decides. `more` are witnesses beyond those of the thing itself."""

    verdict: Verdict
    reason: Reason
    sentence: str
    advice: str = ""
    owed: Money | None = None
    since: Moment | None = None
    look_again: Moment | None = None
    missing: tuple[str, ...] = ()
    hand_over: tuple[HandOver, ...] = ()
    more: tuple[Witness, ...] = ()

    def opinion(
        self,
        matter: str,
        claim: ClaimKind,
        amount: Money | None,
        witnesses: tuple[Witness, ...] = (),
        disputed: tuple[Witness, ...] = (),
    ) -> Opinion:
        """The whole opinion, each witness once."""
        once = {w.entry_id: w for w in reversed((*witnesses, *self.more))}
        return Opinion(
            matter=matter,
            claim=claim,
            verdict=self.verdict,
            reason=self.reason,
            sentence=self.sentence,
            advice=self.advice,
            amount=amount,
            owed=self.owed,
            witnesses=tuple(reversed(once.values())),
            disputed=disputed,
            missing=self.missing,
            hand_over=self.hand_over,
            look_again=self.look_again,
            since=self.since,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """A refund of ours and the witnesses' word on it. Where we have no record of it, `ours` is None."""

    theirs: Refund
    said: Testimony
    how: str = ""
    ours: Refund | None = None
    doubles: tuple[Refund, ...] = field(default=())  # further live refunds for the same intent

    @property
    def money(self) -> Money:
        """What should have been given back."""
        return (self.ours or self.theirs).money

    @property
    def now(self) -> Moment:
        """As of when."""
        return self.said.now

    @property
    def policy(self) -> Policy:
        """The numbers."""
        return self.said.policy
