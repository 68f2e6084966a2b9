"""What a payment waits for, in words that somebody can act on."""

from collections.abc import Sequence

from amends.facts import Moment, Money, Policy
from amends.facts.moments import spoken_day, spoken_time
from amends.opinion import Testimony

from .attempts import Key, complete_to, lately, may_be_it
from .obligation import Obligation


def for_request(owed: Money, requested: Money | None) -> str:
    """Nobody has asked, or for another amount than is owed now."""
    if requested is None:
        return f"somebody who asks that {owed} is paid"
    return f"somebody who asks anew: {requested} was asked for, and {owed} is owed now"


def for_approval(money: Money, approved_by: Sequence[str], needed: int) -> str:
    """One person's approval, or the second one's."""
    if needed == 1:
        return f"somebody's approval of {money}"
    if approved_by:
        return f"the approval of {money} by a second person, other than {approved_by[0]}"
    return f"the approval of {money} by two different people"


def for_seen(look_again: Moment | None, policy: Policy) -> str:
    """A witness saw it, and it can still fail."""
    day = f", not before {spoken_day(look_again, policy.zoneinfo)}" if look_again is not None else ""
    return f"a witness that shows the new refund settled and past its window{day}"


def for_the_payer() -> str:
    """The payer says that he paid."""
    return (
        "a witness that shows the new refund; where none does, ask the payer again, and write down if it was not paid"
    )


def for_lists_of_today(said: Testimony) -> str:
    """It was not there when the lists ended, and they ended long ago."""
    until = spoken_time(lately(said), said.policy.zoneinfo)
    return f"lists of refunds of all gateways that are complete to {until}: whoever pays may have been slow"


def for_another_amount(key: Key, owed: Money | None) -> str:
    """Nothing came of what was handed over, and another amount is owed by now."""
    return (
        f"the payer's word that {key.money} under {key.key} was not paid: {owed} is owed now, "
        "and a key is never given twice with different amounts"
    )


def for_what_is_amiss(keys: Sequence[Key]) -> str:
    """A witness saw something else than was handed over."""
    told = "; ".join(key.amiss for key in keys)
    return f"the payer to put it right, and a witness that shows it: {told}"


def for_unknown(open_: Sequence[Key], obligation: Obligation) -> str:
    """Handed over, and nobody said what came of it."""
    said = obligation.said
    first = min(attempt.at for key in open_ for attempt in key.attempts)
    seen = ", ".join(refund.key for refund in may_be_it(obligation, first))
    if seen:
        return f"the payer's answer: the gateway shows {seen}, which may be it, and nobody can tell"
    last = max(attempt.at for key in open_ for attempt in key.attempts)
    zone = said.policy.zoneinfo
    return (
        "the payer's answer, a witness that shows the new refund, or lists of refunds of all gateways that are "
        f"complete from {spoken_time(first, zone)} to {spoken_time(complete_to(last, said), zone)} and do not show it"
    )
