"""What may be done about the money, before it is written down: what to write, or NotAllowed in words.

Work the standing out from a file of the moment at which you act: what is checked here is what stood then.
"""

from typing import Final

from amends.facts import Entry, Moment, Payment, Policy, Standing
from amends.facts.kinds import RemedyAnswered, RemedyApproved, RemedyHandedOver, RemedyRequested

from .attempts import ACCEPTED, REFUSED
from .keys import key_of
from .opening import DESK
from .refusing import check_named, check_not_on_its_way, check_open, check_owed, no, then
from .requests import approvals_needed, same_person
from .safe_to_pay import BESIDE

_ANSWERS: Final = (ACCEPTED, REFUSED)


def check_request(standing: Standing, *, by: str = "", note: str = "") -> RemedyRequested:
    """Ask that what is owed now is paid. Refused where it was asked for already, or is not known to be owed."""
    check_open(standing)
    check_owed(standing)
    check_not_on_its_way(standing)
    if standing.payment is not Payment.NOT_ASKED:
        who = f" by {standing.requested_by}" if standing.requested_by else ""
        raise no(standing, f"was asked for already{who}", then(standing))
    assert standing.harm is not None, "checked above"
    return RemedyRequested(standing.matter, standing.harm.total, by, note, standing.programme)


def check_approval(standing: Standing, by: str, policy: Policy) -> RemedyApproved:
    """Approve the amount that is owed now. Above the limit two different people do; nobody does twice."""
    check_named(standing.matter, by, "approves it")
    check_open(standing)
    check_owed(standing)
    check_not_on_its_way(standing)
    assert standing.harm is not None, "checked above"
    if standing.payment is Payment.NOT_ASKED:
        raise no(standing, "cannot be approved: this amount has not been asked for", then(standing))
    needed = approvals_needed(standing.harm.total, policy)
    if any(same_person(by) == same_person(name) for name in standing.approved_by):
        step = "Ask a second person: above the limit it takes two" if needed > 1 else "Nothing more is needed from you"
        raise no(standing, f"was approved by {by.strip()} already", step)
    if len(standing.approved_by) >= needed:
        raise no(standing, "has all the approvals that it needs", then(standing))
    return RemedyApproved(standing.matter, standing.key, standing.harm.total, by.strip())


def check_hand_over(standing: Standing, *, to: str = "", by: str = "") -> RemedyHandedOver:
    """Hand it to whoever pays. Write it down with `hand_over_entry` BEFORE anything leaves us, and send only where the
    record took the entry as new: a duplicate or a conflict means that somebody else is sending it.
    """
    check_open(standing)
    check_owed(standing)
    check_not_on_its_way(standing)
    if not standing.may_hand_over or standing.hand_over_money is None:
        raise no(standing, "may not be handed over yet", then(standing))
    return RemedyHandedOver(
        matter=standing.matter,
        key=standing.next_key,
        attempt=standing.next_attempt,
        money=standing.hand_over_money,
        to=to,
        payment_ref=standing.payment_ref,
        by=by,
    )


def hand_over_entry(what: RemedyHandedOver, *, now: Moment) -> Entry:
    """The entry under the only id that this attempt can have, so that the record tells the second of two processes."""
    return Entry(DESK, hand_over_id(what.matter, what.attempt), now, what)


def hand_over_id(matter: str, attempt: int) -> str:
    """Made of the obligation's first key, also where the payer is given a later one: two that know differently much of
    the same obligation, and would use different keys, meet here all the same.
    """
    return f"hand-over:{key_of(matter)}:{attempt}"


def check_answer(
    standing: Standing, key: str, attempt: int, *, outcome: str, reference: str = "", by: str = "", note: str = ""
) -> RemedyAnswered:
    """What the payer said to one attempt. A later answer to the same one counts, and the earlier stays on record. The
    attempt 0 is what finance was asked for outside any programme.
    """
    if outcome not in _ANSWERS:
        raise no(standing, f"has no such answer as {outcome!r}", f"Choose one of {', '.join(_ANSWERS)}")
    if attempt == BESIDE and key == standing.key:
        return RemedyAnswered(standing.matter, key, attempt, outcome, reference, by, note)
    if (key, attempt) not in standing.handed:
        known = ", ".join(f"{number} under {name}" for name, number in standing.handed) or "none so far"
        raise no(standing, f"was never handed over as attempt {attempt} under {key}", f"It was handed over: {known}")
    return RemedyAnswered(standing.matter, key, attempt, outcome, reference, by, note)
