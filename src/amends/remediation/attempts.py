"""What became of one payment: every time that it was handed over under one key, by the word of payer and witnesses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.facts import Entry, Moment, Money, MoneyState, Verdict
from amends.facts.kinds import RefundTold, RemedyAnswered, RemedyHandedOver
from amends.facts.moments import DAY_US, HOUR_US
from amends.facts.states import GONE_WRONG
from amends.opinion import Testimony
from amends.opinion.finding import Pair
from amends.opinion.refund_absent import proof_of_absence
from amends.opinion.refund_not_received import conclude
from amends.opinion.things import Refund, Said
from amends.opinion.windows import due
from amends.recovery.remedies import astray, paying

from .obligation import Obligation

ACCEPTED, REFUSED = "accepted", "refused"


class Came(StrEnum):
    """What came of a key. Only `nothing` and `undone` allow that money is handed over again."""

    ARRIVED = "arrived"  # a witness saw it settled, and its window has passed
    SEEN = "seen"  # a witness saw it, and it has not gone wrong
    UNKNOWN = "unknown"
    AMISS = "amiss"  # a witness saw something else under the key: less, another currency, or on another payment
    SAID_PAID = "said_paid"  # the payer says so, and no witness has seen it
    NOTHING = "nothing"  # no answer, and everybody who would have seen it tells that it is not there: the same key
    UNDONE = "undone"  # a witness saw it fail, or the payer refused: the next key


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that it was handed over, with the payer's answers in order of happening."""

    number: int
    at: Moment
    answers: tuple[tuple[Moment, str], ...]

    @property
    def answer(self) -> str:
        """The payer's last word, or nothing."""
        return self.answers[-1][1] if self.answers else ""

    @property
    def refused(self) -> bool:
        """He never said anything else: what he took back is no refusal that one may rely on."""
        return bool(self.answers) and all(word == REFUSED for _, word in self.answers)


@dataclass(frozen=True, slots=True)
class Key:
    """All attempts under one key, and what came of them. `proof` are entry ids of witnesses, empty unless arrived."""

    key: str
    money: Money  # as it was handed over first
    attempts: tuple[Attempt, ...]
    came: Came
    proof: tuple[str, ...] = ()
    look_again: Moment | None = None
    amiss: str = ""  # what is not as it was handed over, in words


def keys_of(obligation: Obligation) -> tuple[Key, ...]:
    """Every key under which this obligation was handed over, the first one first."""
    handed: dict[str, dict[int, tuple[Moment, Money]]] = {}
    for entry in obligation.acts:
        what = entry.what
        if isinstance(what, RemedyHandedOver):
            handed.setdefault(what.key, {}).setdefault(what.attempt, (entry.occurred, what.money))
    return tuple(_key(key, numbers, obligation) for key, numbers in handed.items())


def answers(obligation: Obligation, key: str, number: int) -> tuple[tuple[Moment, str], ...]:
    """What the payer said to one attempt, in order of happening."""
    told = ((e.occurred, e.what) for e in obligation.acts)
    return tuple(
        (at, what.outcome)
        for at, what in told
        if isinstance(what, RemedyAnswered) and (what.key, what.attempt) == (key, number)
    )


def _key(key: str, numbers: Mapping[int, tuple[Moment, Money]], obligation: Obligation) -> Key:
    attempts = tuple(Attempt(n, numbers[n][0], answers(obligation, key, n)) for n in sorted(numbers))
    _, money = min(numbers.values())
    said = obligation.said
    carrying = [r for r in said.theirs if r.key in obligation.remedies and obligation.remedies[r.key].key == key]
    real = [r for r in carrying if r.latest.what.livemode]  # test mode moves no money: it proves neither way
    alive = [r for r in real if r.latest.state not in GONE_WRONG]
    here = [r for r in alive if not astray(r, obligation.remedies[r.key], said)]
    asked = obligation.remedies[here[0].key] if here else None
    arrived = paying([r for r in here if _settled(r, said)], asked) if asked else ()
    if arrived:
        return Key(key, money, attempts, Came.ARRIVED, _proof(arrived))
    if asked and (under_way := paying(here, asked)):
        return Key(key, money, attempts, Came.SEEN, look_again=max(due(r, said.policy) for r in under_way))
    if here or (alive and not all(a.refused for a in attempts)):
        return Key(key, money, attempts, Came.AMISS, amiss=_amiss(here, alive, money))
    return Key(key, money, attempts, _unseen(attempts, real, obligation))


def _amiss(here: Sequence[Refund], alive: Sequence[Refund], money: Money) -> str:
    """Only what came to this payment cannot be undone by a word: it is there, and is to be added to."""
    if not here:
        names = ", ".join(r.key for r in alive)
        return f"the gateway shows {names} under this key, and not on the payment that it was for"
    seen = " and ".join(f"{r.key} of {r.money}" for r in here)
    return f"the gateway shows {seen} under this key, and {money} was handed over"


def _settled(refund: Refund, said: Testimony) -> bool:
    return conclude(Pair(refund, said)).verdict is Verdict.RECORD_RIGHT


def _proof(refunds: Iterable[Refund]) -> tuple[str, ...]:
    words = (w for refund in refunds for w in refund.said if w.state in (MoneyState.SETTLED, MoneyState.ACCEPTED))
    return tuple(sorted({w.entry.id for w in words}))


def _unseen(attempts: Sequence[Attempt], gone: Sequence[Refund], obligation: Obligation) -> Came:
    """No witness sees it alive. It is undone only when *every* attempt is accounted for: refused, seen to fail, or not
    there in a complete range that reaches to the end of the story.
    """
    refusals = [at for a in attempts for at, word in a.answers if a.answer == word == REFUSED]
    ends = [*refusals, *(r.latest.at for r in gone)]
    if ends:
        left = [a for a in attempts if not a.refused and not quiet(a.at, obligation, until=max(ends))]
        return Came.UNDONE if len(left) <= len(gone) else Came.UNKNOWN
    if any(a.answer == ACCEPTED for a in attempts):
        return Came.SAID_PAID
    if all(quiet(a.at, obligation) for a in attempts) and not may_be_it(obligation, attempts[0].at):
        return Came.NOTHING
    return Came.UNKNOWN


def quiet(since: Moment, obligation: Obligation, *, until: Moment | None = None) -> bool:
    """Whether everybody who would have seen a refund of that moment is complete over it, so that their silence is
    evidence. Asked as of one without a payment: whoever tells refunds at all has to answer.
    """
    imagined = next(iter(obligation.acts), None)
    if imagined is None or obligation.refund is None:
        return False
    words = [_word(imagined, obligation, since, MoneyState.ASKED)]
    end = Moment(complete_to(since, obligation.said, until=until) - _hours(obligation.said))
    if end > since:  # each source is asked about the time up to some hours after the last of these words
        words.append(_word(imagined, obligation, end, MoneyState.ACCEPTED))
    names = frozenset((obligation.matter,))
    none: frozenset[str] = frozenset()
    refund = Refund(obligation.matter, names, none, none, none, none, none, tuple(words))
    return bool(proof_of_absence(refund, obligation.said))


def complete_to(since: Moment, said: Testimony, *, until: Moment | None = None) -> Moment:
    """How far lists have to reach: past the time in which the gateway hears of it, and to `until`."""
    return Moment(max(since + _hours(said), until or since))


def lately(said: Testimony) -> Moment:
    """To where lists reach that are of today: whoever pays may be slow, and what he paid meanwhile is in them."""
    return Moment(said.now - _hours(said))


def _hours(said: Testimony) -> int:
    return said.policy.sent_within_hours * HOUR_US


def _word(entry: Entry, obligation: Obligation, at: Moment, state: MoneyState) -> Said[RefundTold]:
    assert obligation.refund is not None, "asked only where the refund is known"
    return Said(at, state, entry, RefundTold(obligation.matter, obligation.refund.money, state))


def may_be_it(obligation: Obligation, since: Moment) -> tuple[Refund, ...]:
    """Refunds without a key that a witness saw on the same payment or order since about then, and that no record of
    ours from before then explains: one of them may be what was handed over. Nobody guesses; a person compares.
    """
    ours, said = obligation.ours, obligation.said
    if ours is None:
        return ()
    known = _explained(obligation, since)
    begin = since - said.policy.match_before_days * DAY_US
    return tuple(
        r
        for r in said.theirs
        if r.first.at >= begin
        and r.key not in obligation.remedies
        and r.latest.state not in GONE_WRONG
        and r.latest.what.livemode
        and not r.entry_ids & known
        and _same(r, ours)
    )


def _explained(obligation: Obligation, since: Moment) -> set[str]:
    """What the witnesses tell of refunds that we had recorded before. A row that we wrote afterwards explains nothing:
    it may be the very remedy, under a number of the system that paid it.
    """
    before = (o for o, _ in obligation.opinions if o.disputed and min(w.at for w in o.disputed) < since)
    return {w.entry_id for o in before for w in o.witnesses}


def _same(theirs: Refund, ours: Refund) -> bool:
    nameless = not theirs.payments and not theirs.orders
    return bool(
        theirs.payments & ours.payments
        or theirs.orders & ours.orders
        or (nameless and theirs.customers & ours.customers)
    )
