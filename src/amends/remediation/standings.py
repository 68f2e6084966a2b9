"""Where one customer stands in each programme: a pure function of his file, so that nobody can set a stage by hand."""

from collections.abc import Mapping
from dataclasses import replace

from amends.facts import ENDED, CustomerFile, Harm, Policy, Reason, Standing, Verdict
from amends.facts.kinds import RemedyHandedOver, RemedyRequested, SuspectListed

from .harm import goodwill_of, harm
from .keys import key_of
from .obligation import Obligation, obligations
from .outbox import Outbox, outbox
from .requests import asked
from .sentences import sentence, waits_for
from .stages import set_aside, stage_of, stands
from .swept import swept
from .telling import telling


def standings(file: CustomerFile, *, policy: Policy) -> tuple[Standing, ...]:
    """One for each refund of his that a programme lists, by programme and matter; the order of arrival does not matter.

    It is worked out as of the file: write down what somebody does only from a file of that moment.
    """
    listed: dict[tuple[str, str], SuspectListed] = {}
    handed: set[str] = set()
    for entry in file.told:
        if isinstance(entry.what, SuspectListed):
            listed.setdefault((entry.what.programme, entry.what.matter), entry.what)
        elif isinstance(entry.what, RemedyHandedOver):
            handed.add(entry.what.matter)
    if not listed:
        return ()
    found = obligations(file, handed | {matter for _, matter in listed}, policy)
    harms = _harms(file, found, policy)
    boxes = {matter: outbox(one, harms[matter], found, policy) for matter, one in found.items()}
    return tuple(
        _standing(file, listed[at], found[matter], harms[matter], boxes[matter])
        for at, matter in sorted((at, at[1]) for at in listed)
    )


def _harms(file: CustomerFile, found: Mapping[str, Obligation], policy: Policy) -> dict[str, Harm | None]:
    """Interest runs until it was asked for: what one person asks for, the next one approves, and the payer is given."""
    refunds = {row.matter: row for row in swept(file)}
    refunds |= {matter: one.refund for matter, one in found.items() if one.refund is not None}
    orders = {matter: one.ours.orders for matter, one in found.items() if one.ours is not None}
    gifts = goodwill_of(refunds.values(), file.told, orders)
    harms: dict[str, Harm | None] = {}
    for matter, one in found.items():
        request = asked(one)
        until = request.at if request is not None else file.as_of
        given = gifts.get(matter, ())
        harms[matter] = harm(one.refund, given, until=until, policy=policy) if one.refund is not None else None
    return harms


def _standing(file: CustomerFile, listed: SuspectListed, one: Obligation, owed: Harm | None, box: Outbox) -> Standing:
    told = telling(file.told, listed.programme, listed.matter)
    aside = set_aside(file.told, listed.programme, listed.matter)
    aside = aside if stands(aside, one, box) else None
    stage = stage_of(one, box, told, aside, paid_here=_paid_here(listed.programme, one, box))
    opinion, request = one.opinion, box.request
    ended = stage in ENDED
    again = [at for at in (box.look_again, opinion.look_again if opinion is not None else None) if at is not None]
    standing = Standing(
        programme=listed.programme,
        matter=listed.matter,
        customer=file.identity.id,
        stage=stage,
        payment=box.payment,
        verdict=opinion.verdict if opinion is not None else Verdict.CANNOT_TELL,
        reason=opinion.reason if opinion is not None else Reason.NOTHING_FOUND,
        money=one.refund.money if one.refund is not None else listed.money,
        harm=owed,
        key=key_of(listed.matter),
        sentence="",
        waits_for="" if ended else box.waits_for or waits_for(one, stage),
        requested_by=request.by if request is not None else "",
        approved_by=request.approved_by if request is not None else (),
        approvals_needed=box.approvals_needed,
        may_hand_over=box.may_hand_over and not ended,
        next_key=box.next_key,
        next_attempt=box.next_attempt,
        payment_ref=one.payment_ref,
        told_at=told.at,
        told_tries=told.tries,
        apologies=told.apologies,
        rejected=one.refund.rejected if one.refund is not None else False,
        contacts=one.refund.contacts if one.refund is not None else 0,
        since=one.refund.at if one.refund is not None else None,
        proof=box.proof,
        look_again=None if ended else min(again, default=None),
        hand_over_money=box.money if box.may_hand_over and not ended else None,
        handed=box.attempts,
    )
    return replace(standing, sentence=sentence(standing, aside, box.given, one.said.policy))


def _paid_here(programme: str, one: Obligation, box: Outbox) -> bool:
    """Whether this programme asked for what was handed over. Another one sees him made whole beside it."""
    asked_by = {e.what.programme for e in one.acts if isinstance(e.what, RemedyRequested)}
    return box.handed and programme in asked_by
