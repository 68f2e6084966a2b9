"""One plain sentence on where somebody stands: what a person would say aloud."""

from amends.facts import Moment, Money, Payment, Policy, Reason, Stage, Standing, Verdict
from amends.facts.moments import spoken_day

from .obligation import Obligation
from .stages import Aside


def sentence(standing: Standing, aside: Aside | None, given: Money | None, policy: Policy) -> str:
    """The stage, what was done, and by whose word it is known. `given` is what was handed over, which need not be what
    is owed by now.
    """
    if aside is not None and standing.stage is aside.outcome:
        because = f" The reason given: {aside.reason.strip().rstrip('.')}." if aside.reason.strip() else ""
        return _ASIDE[aside.outcome] + because
    of_what_was_given = {Stage.PAID: _paid, Stage.ARRIVED: _arrived, Stage.CLOSED: _closed}
    if standing.stage in of_what_was_given:
        return of_what_was_given[standing.stage](standing, str(given) if given else _amount(standing), policy)
    return {
        Stage.SUSPECTED: _suspected,
        Stage.VERIFIED: _verified,
        Stage.OWED: _owed,
        Stage.TOLD: _told,
        Stage.MADE_WHOLE: _made_whole,
        Stage.NOT_HIT: _not_hit,
    }[standing.stage](standing, policy)


def waits_for(obligation: Obligation, stage: Stage) -> str:
    """What is missing where it is not the payment."""
    if stage is Stage.ARRIVED:
        return "somebody who tells the customer, or says why that cannot be"
    if stage is Stage.SUSPECTED:
        missing = obligation.opinion.missing if obligation.opinion is not None else ()
        return missing[0] if missing else "the word of a witness"
    return ""


_ASIDE = {
    Stage.UNTRACEABLE: "He could not be found.",
    Stage.DECLINED: "He does not want it.",
    Stage.MADE_WHOLE: "He has been made whole otherwise, and a witness shows it.",
    Stage.NOT_HIT: "A person found that this customer was not hit.",
}


def _suspected(standing: Standing, policy: Policy) -> str:
    if standing.verdict is Verdict.TOO_EARLY:
        return f"It is too early to say whether the refund of {standing.money} arrives."
    return f"No witness has answered yet whether the refund of {standing.money} arrived."


def _verified(standing: Standing, policy: Policy) -> str:
    if standing.payment is Payment.SEEN:
        return f"The refund of {standing.money} went wrong; a new one was seen, and is not settled yet."
    if standing.harm is None:
        return f"The refund of {standing.money} went wrong. What is owed is not worked out."
    return f"The refund of {standing.money} went wrong, and {standing.harm.total} is owed. Nobody has asked for it yet."


def _owed(standing: Standing, policy: Policy) -> str:
    return f"{_amount(standing)} is owed. {_of_payment(standing)}"


def _told(standing: Standing, policy: Policy) -> str:
    return f"He was told on {_day(standing.told_at, policy)} that {_amount(standing)} is owed. {_of_payment(standing)}"


def _paid(standing: Standing, amount: str, policy: Policy) -> str:
    words = {
        Payment.UNKNOWN: "was handed over to be paid, and nobody knows yet whether it was",
        Payment.SAID_PAID: "was paid, the payer says; no witness has seen it",
        Payment.SEEN: "is on its way, a witness says; it is not settled and past its window yet",
    }
    return f"{amount} {words.get(standing.payment, words[Payment.UNKNOWN])}. {_knows(standing, policy)}"


def _arrived(standing: Standing, amount: str, policy: Policy) -> str:
    return f"A witness saw {amount} arrive. {_knows(standing, policy)}"


def _closed(standing: Standing, amount: str, policy: Policy) -> str:
    return f"A witness saw {amount} arrive, and the customer was told on {_day(standing.told_at, policy)}."


def _made_whole(standing: Standing, policy: Policy) -> str:
    return f"The refund of {standing.money} was made good beside this programme, by the word of a witness."


def _not_hit(standing: Standing, policy: Policy) -> str:
    if standing.reason is Reason.SECOND_LOOK:
        return "A person looked again and finds that our record is right."
    return f"A witness confirms that the refund of {standing.money} arrived."


def _amount(standing: Standing) -> str:
    return str(standing.harm.total if standing.harm is not None else standing.money)


def _of_payment(standing: Standing) -> str:
    return {
        Payment.WAITS: "It was asked for, and may not be handed over yet.",
        Payment.READY: "It may be handed over now.",
        Payment.SEEN: "A new refund was seen, and is not settled yet.",
    }.get(standing.payment, "Nobody has asked for that amount yet.")


def _knows(standing: Standing, policy: Policy) -> str:
    if standing.told_at is None:
        return "He has not been told."
    return f"He was told on {_day(standing.told_at, policy)}."


def _day(at: Moment | None, policy: Policy) -> str:
    return spoken_day(at, policy.zoneinfo) if at is not None else "an unknown day"
