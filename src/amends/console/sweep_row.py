"""What the sweep and the programmes list of one customer: a pure function of his file. Imports no Django."""

from dataclasses import dataclass

from amends import remediation
from amends.facts import (
    CustomerFile,
    HandleKind,
    Moment,
    Opinion,
    Owed,
    OwedState,
    Payment,
    Policy,
    Standing,
    SweptRefund,
    Verdict,
)

from .days import end_of_day

_REFUND = f"{HandleKind.REFUND}:"
NAMES_BETWEEN = "\n"  # of lists in one column: no name, trait or word of a witness holds a new line


@dataclass(frozen=True, slots=True)
class RefundRow:
    """The fields of DeskRefund: one refund of ours as the second opinion sees it. Times are UTC microseconds.

    `open` says that the customer is right and that no witness saw it made good. `traits` stand one to a line, with an
    end before the first and after the last, so that a whole one can be searched for.
    """

    matter: str
    at: int
    amount_minor: int
    currency: str
    verdict: str
    reason: str
    open: bool
    owed_minor: int | None
    owed_currency: str
    state: str
    traits: str
    missing: str
    contacts: int
    rejected: bool
    look_again: int | None


@dataclass(frozen=True, slots=True)
class VictimRow:
    """The fields of DeskVictim: where one refund stands in one programme. Times are UTC microseconds.

    `handed` holds number and key of each attempt, one to a line: `1 am-...`.
    """

    programme: str
    matter: str
    name: str
    stage: str
    payment: str
    verdict: str
    reason: str
    amount_minor: int
    currency: str
    harm_minor: int | None
    harm_currency: str
    key: str
    next_key: str
    next_attempt: int
    payment_ref: str
    sentence: str
    waits_for: str
    requested_by: str
    approved_by: str
    approvals_needed: int
    approvals_missing: int
    may_hand_over: bool
    hand_over_minor: int | None
    hand_over_currency: str
    handed: str
    told_at: int | None
    told_tries: int
    apologies: int
    rejected: bool
    contacts: int
    since: int | None
    look_again: int | None


def refund_rows(file: CustomerFile) -> tuple[RefundRow, ...]:
    """One row for each refund that we say was made for him."""
    if not any(opinion.matter.startswith(_REFUND) for opinion in file.opinions):
        return ()  # most customers: nothing more is looked at
    found = remediation.swept(file)
    opinions = {opinion.matter: opinion for opinion in reversed(file.opinions)}
    owed = {one.matter: one for one in file.owed}
    return tuple(_refund(one, opinions.get(one.matter), owed.get(one.matter), file.as_of) for one in found)


def _refund(one: SweptRefund, opinion: Opinion | None, owed: Owed | None, now: Moment) -> RefundRow:
    looks = (opinion.look_again if opinion else None, owed.look_again if owed else None)
    return RefundRow(
        matter=one.matter,
        at=one.at,
        amount_minor=one.money.amount_minor,
        currency=one.money.currency,
        verdict=one.verdict,
        reason=one.reason,
        open=one.verdict is Verdict.CUSTOMER_RIGHT and one.state is not OwedState.MADE_GOOD,
        owed_minor=one.owed.amount_minor if one.owed else None,
        owed_currency=one.owed.currency if one.owed else "",
        state=one.state,
        traits=lines(one.traits),
        missing="; ".join(opinion.missing) if opinion and one.verdict is Verdict.CANNOT_TELL else "",
        contacts=one.contacts,
        rejected=one.rejected,
        look_again=min((m for m in looks if m is not None and m > now), default=None),
    )


def victim_rows(file: CustomerFile, policy: Policy) -> tuple[VictimRow, ...]:
    """One row for each programme that lists a refund of his."""
    return tuple(_victim(one, file, policy) for one in remediation.standings(file, policy=policy))


def _victim(one: Standing, file: CustomerFile, policy: Policy) -> VictimRow:
    return VictimRow(
        programme=one.programme,
        matter=one.matter,
        name=file.identity.name,
        stage=one.stage,
        payment=one.payment,
        verdict=one.verdict,
        reason=one.reason,
        amount_minor=one.money.amount_minor,
        currency=one.money.currency,
        harm_minor=one.harm.total.amount_minor if one.harm else None,
        harm_currency=one.harm.total.currency if one.harm else "",
        key=one.key,
        next_key=one.next_key,
        next_attempt=one.next_attempt,
        payment_ref=one.payment_ref or "",
        sentence=one.sentence,
        waits_for=one.waits_for,
        requested_by=one.requested_by,
        approved_by=lines(one.approved_by),
        approvals_needed=one.approvals_needed,
        approvals_missing=max(one.approvals_needed - len(one.approved_by), 0),
        may_hand_over=one.may_hand_over,
        hand_over_minor=one.hand_over_money.amount_minor if one.hand_over_money else None,
        hand_over_currency=one.hand_over_money.currency if one.hand_over_money else "",
        handed=lines(tuple(f"{attempt} {key}" for key, attempt in one.handed)),
        told_at=one.told_at,
        told_tries=one.told_tries,
        apologies=one.apologies,
        rejected=one.rejected,
        contacts=one.contacts,
        since=one.since,
        look_again=_look_again(one, file.as_of, policy),
    )


def _look_again(one: Standing, now: Moment, policy: Policy) -> int | None:
    """Until somebody asks for it, interest adds to it every day."""
    looks = [one.look_again] if one.look_again is not None and one.look_again > now else []
    if policy.interest_basis_points and one.harm is not None and one.payment is Payment.NOT_ASKED:
        looks.append(end_of_day(now, policy.zoneinfo))
    return min(looks, default=None)


def lines(told: tuple[str, ...]) -> str:
    """Several values in one column: each whole between two ends."""
    return NAMES_BETWEEN + NAMES_BETWEEN.join(told) + NAMES_BETWEEN if told else ""


def told_in(column: str) -> tuple[str, ...]:
    """What `lines` wrote."""
    return tuple(filter(None, column.split(NAMES_BETWEEN)))
