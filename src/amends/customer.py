"""understand: all that can be known about one customer, as one pure function of a set of entries."""

from collections.abc import Iterable, Sequence

from amends import claims, link, opinion, recovery
from amends.facts import (
    Bundle,
    Claim,
    Conversation,
    CustomerFile,
    Entry,
    HandleKind,
    Moment,
    Opinion,
    Policy,
    Reason,
    in_order_of_happening,
)
from amends.facts.kinds import CompletenessDeclared, PromiseMade
from amends.facts.moments import HOUR_US
from amends.facts.opinions import on_refund

FAST_CLOCK_HOURS = 48  # by how much a clock of ours may have been wrong


def understand(entries: Iterable[Entry], *, who: str, now: Moment, policy: Policy) -> CustomerFile | None:
    """The file of the customer behind the handle key `who`, or None where nobody has it.

    The order of `entries` does not matter, nor whether some are given twice. What happened after `now` has not
    happened yet.
    """
    found = link.bundle((entry for entry in entries if has_happened(entry, now)), who, policy)
    return understand_bundle(found, now=now, policy=policy) if found else None


def understand_bundle(bundle: Bundle, *, now: Moment, policy: Policy, history: bool = True) -> CustomerFile:
    """The same from a bundle that is linked already: what a rebuild maps over everybody.

    `history=False` leaves `superseded` out. What was thought earlier costs a fresh opinion for every earlier moment;
    a list that shows only where things stand today need not pay for it.
    """
    told = in_order_of_happening((*bundle.own, *bundle.about))
    his = (bundle.identity.id, *bundle.identity.handles)
    said, conversation = _conversation(bundle, told, his, now=now, policy=policy)
    money = opinion.opinions(bundle, said, now=now, policy=policy)
    spoken = opinion.spoken(conversation, said, bundle, now=now, policy=policy, money=money)
    opinions = tuple(sorted((*money, *spoken), key=opinion.pressing))
    owed = recovery.owed(opinions, bundle, now=now, policy=policy)
    calls, contacts = conversation.calls, conversation.contacts
    return CustomerFile(
        identity=bundle.identity,
        as_of=now,
        contacts=contacts,
        claims=said,
        opinions=opinions,
        superseded=opinion.superseded(bundle, said, money, now=now, policy=policy) if history else (),
        owed=owed,
        told=told,
        overrulings=sum(o.reason is Reason.SECOND_LOOK for o in opinions),
        conversation=conversation,
        follow_ups=recovery.follow_ups(
            told, contacts=contacts, calls=calls, claims=said, owed=owed, now=now, policy=policy, who=his
        ),
        tasks=recovery.private_tasks(told, calls=calls, now=now, policy=policy),
    )


def _conversation(
    bundle: Bundle, told: Sequence[Entry], his: Sequence[str], *, now: Moment, policy: Policy
) -> tuple[tuple[Claim, ...], Conversation]:
    """What he claims, and who said, asked and promised what. `his` are his handle keys."""
    calls = link.calls(bundle, policy=policy)
    contacts = link.contacts(bundle, calls)
    said = claims.read(contacts, bundle.own)
    statements = claims.statements(told)
    promises = recovery.promises(
        told, contacts=contacts, calls=calls, statements=statements, now=now, policy=policy, who=his
    )
    return said, Conversation(
        contacts=contacts,
        calls=calls,
        cases=link.cases(contacts, told, now=now, policy=policy),
        statements=statements,
        signals=claims.signals(contacts),
        promises=promises,
    )


def opinion_on_refund(entries: Iterable[Entry], refund_id: str, *, now: Moment, policy: Policy) -> Opinion | None:
    """The opinion on a refund as one of our own systems calls it, or None where none does.

    Whoever asks by number is answered also where we ourselves call it failed, which else matters only when claimed.
    """
    happened = [entry for entry in entries if has_happened(entry, now)]
    found = link.bundle(happened, f"{HandleKind.REFUND}:{refund_id}", policy)
    if found is None:
        return None
    said = claims.read(link.contacts(found), found.own)
    known = on_refund(opinion.opinions(found, said, now=now, policy=policy), refund_id)
    return known or opinion.asked_about(found, refund_id, now=now, policy=policy)


def has_happened(entry: Entry, now: Moment) -> bool:
    """A range of completeness is a statement about time, not an event in it: it always counts. A promise from a clock
    that was fast counts too: else it would be forgotten until that clock's time has come, and its own has passed.
    """
    if entry.occurred <= now or entry.what.kind == CompletenessDeclared.kind:
        return True
    return entry.what.kind == PromiseMade.kind and entry.occurred <= now + FAST_CLOCK_HOURS * HOUR_US
