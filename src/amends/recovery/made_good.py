"""What is owed on each matter, and what proves that it was made good. Our own new "refunded" row proves nothing."""

from collections.abc import Iterable, Sequence

from amends.facts import Bundle, Entry, Moment, Money, Opinion, Owed, OwedState, Policy, Reason, Verdict
from amends.facts.kinds import CaseClosed, RemedyRequested
from amends.facts.moments import spoken_day

from .replacement import Replacement, replacements


def owed(opinions: Sequence[Opinion], bundle: Bundle, *, now: Moment, policy: Policy) -> tuple[Owed, ...]:
    """Where making it good stands, one for each opinion, in their order.

    Money is owed where the customer is right and an amount is open. It is under way when a witness saw a *new* refund
    of at least that amount accepted, and made good when that refund is settled and past its window: seen by a witness,
    never by us. One new refund makes one matter good.
    """
    told = sorted(_told(bundle, now), key=lambda e: (e.occurred, e.id))
    open_ = [o for o in opinions if o.verdict is Verdict.CUSTOMER_RIGHT and o.owed is not None]
    found = replacements(open_, bundle, now=now, policy=policy)
    return tuple(_owed(opinion, found.get((opinion.matter, opinion.claim)), told, policy) for opinion in opinions)


def _told(bundle: Bundle, now: Moment) -> Iterable[Entry]:
    return (
        e
        for e in (*bundle.own, *bundle.about)
        if isinstance(e.what, RemedyRequested | CaseClosed) and e.occurred <= now
    )


def _owed(opinion: Opinion, new: Replacement | None, told: Sequence[Entry], policy: Policy) -> Owed:
    closed = _last_closing(opinion.matter, told)
    if opinion.reason is Reason.ALREADY_GIVEN_BACK and opinion.verdict is Verdict.RECORD_RIGHT:
        proof = tuple(w.entry_id for w in opinion.witnesses if w.record_id and "refund" in w.says.lower())
        return Owed(opinion.matter, OwedState.MADE_GOOD, opinion.amount, proof, opinion.sentence, closed_by=closed)
    asked = _last_request(opinion.matter, told)
    if opinion.verdict is not Verdict.CUSTOMER_RIGHT or opinion.owed is None:
        if asked is not None and opinion.verdict is not Verdict.RECORD_RIGHT:
            return _requested(opinion, asked, asked.money, closed)
        known = opinion.verdict in (Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT)
        sentence = "Nothing is owed on this." if known else "Whether something is owed on this is not known yet."
        return Owed(opinion.matter, OwedState.NOTHING_OWED, sentence=sentence, closed_by=closed)
    if new is not None:
        return _replaced(opinion, new, closed, policy)
    if asked is not None:
        return _requested(opinion, asked, opinion.owed, closed)
    sentence = f"{opinion.owed} is owed. Ask finance to make it good."
    return Owed(opinion.matter, OwedState.OWED, opinion.owed, (), sentence, opinion.look_again, closed)


def _replaced(opinion: Opinion, new: Replacement, closed: str | None, policy: Policy) -> Owed:
    day = spoken_day(new.at, policy.zoneinfo)
    if new.arrived:
        sentence = f"Made good: a new refund of {new.money} left on {day}, was settled and did not come back."
        return Owed(opinion.matter, OwedState.MADE_GOOD, opinion.owed, new.proof, sentence, new.look_again, closed)
    sentence = f"A new refund of {new.money} left on {day}. It counts once it is settled and its window has passed."
    return Owed(opinion.matter, OwedState.UNDER_WAY, opinion.owed, (), sentence, new.look_again, closed)


def _requested(opinion: Opinion, asked: RemedyRequested, money: Money, closed: str | None) -> Owed:
    where = f"In the remediation {asked.programme} somebody asked" if asked.programme else "Finance was asked"
    sentence = f"{where} for {money}. No witness has seen a new refund yet."
    return Owed(opinion.matter, OwedState.REQUESTED, money, (), sentence, opinion.look_again, closed)


def _last_request(matter: str, told: Sequence[Entry]) -> RemedyRequested | None:
    requests = [e.what for e in told if isinstance(e.what, RemedyRequested) and e.what.matter == matter]
    return requests[-1] if requests else None


def _last_closing(matter: str, told: Sequence[Entry]) -> str | None:
    closings = [e.id for e in told if isinstance(e.what, CaseClosed) and e.what.matter == matter]
    return closings[-1] if closings else None
