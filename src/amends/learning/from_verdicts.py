"""Mistakes that the second opinion finds: the customer is right. One for each claim on a matter."""

from collections.abc import Iterator, Sequence
from typing import Final

from amends.facts import CustomerFile, Entry, HandleKind, Moment, Opinion, Owed, Reason, Verdict
from amends.facts.handles import Tie
from amends.facts.kinds import RefundTold, RemedyRequested, SecondLook, SuspectListed
from amends.opinion.wrongly_told import told_wrongly

from .harm import harm_of
from .mistakes import FoundBy, Mistake, Way
from .steps import step_of_opinion
from .talked import Talked
from .what_failed import NO_MISTAKE, factors_of, what_failed

CUSTOMER_SAID: Final = "a customer contacted us about it"
_IN_THE_WORDS: Final = frozenset({Reason.WRONG_AMOUNT_TOLD})  # whoever asked before it was said did not find it


def from_verdicts(file: CustomerFile, talked: Talked) -> Iterator[Mistake]:
    """A mistake for every opinion in which the customer is right, each matter and claim once."""
    seen: set[str] = set()
    for number, opinion in enumerate(file.opinions):
        name = verdict_id(opinion)
        if opinion.verdict is not Verdict.CUSTOMER_RIGHT or opinion.reason in NO_MISTAKE or name in seen:
            continue
        seen.add(name)
        owed = file.owed[number] if number < len(file.owed) else None
        yield _mistake(name, opinion, owed, file, talked)


def verdict_id(opinion: Opinion) -> str:
    """ "verdict:refund:R-2291:refund_not_received": the same whatever the reason turns out to be."""
    return f"verdict:{opinion.matter}:{opinion.claim}"


def _mistake(name: str, opinion: Opinion, owed: Owed | None, file: CustomerFile, talked: Talked) -> Mistake:
    happened = _happened(opinion)
    claiming = _claiming(opinion, file, talked)
    contacts = tuple(dict.fromkeys(one for one in (_where(opinion, file, talked), *claiming) if one))
    cases = talked.cases(contacts)
    matter_told = [entry for entry in file.told if getattr(entry.what, "matter", "") == opinion.matter]
    programmes = [entry.what.programme for entry in matter_told if isinstance(entry.what, SuspectListed)]
    hand_backs = sum(case.hand_backs for case in cases)
    ways = (*_by_customer(opinion, happened, claiming, talked), *_by_us(matter_told))
    return Mistake(
        id=name,
        step=step_of_opinion(opinion),
        what=what_failed(opinion),
        happened=happened,
        ways=tuple(sorted(set(ways))),
        harm=harm_of(opinion, owed, talked.after(contacts, happened)),
        factors=factors_of(opinion, sent_back=hand_backs > 0, repeated=_repeated(opinion, file)),
        contacts=contacts,
        matter=opinion.matter,
        programme=programmes[0] if programmes else "",
        about=file.identity.id,
    )


def _repeated(opinion: Opinion, file: CustomerFile) -> bool:
    """Whether one of us told him what our record shows after it had gone wrong."""
    if opinion.reason in (Reason.WRONG_AMOUNT_TOLD, Reason.RECORD_OF_WORDS):
        return False
    return bool(told_wrongly((opinion,), file.conversation.statements, file.claims, file.contacts))


def _happened(opinion: Opinion) -> Moment | None:
    """When the deciding evidence happened, else the first thing that a witness saw."""
    return opinion.since if opinion.since is not None else min((w.at for w in opinion.witnesses), default=None)


def _where(opinion: Opinion, file: CustomerFile, talked: Talked) -> str:
    """The contact in which it went wrong, where it went wrong in one."""
    kind, _, name = opinion.matter.partition(":")
    if kind == "contact":
        return talked.where_said(name)
    if kind == "promise":
        return next((one.contact for one in file.conversation.promises if one.id == name and one.contact), "")
    return ""


def _claiming(opinion: Opinion, file: CustomerFile, talked: Talked) -> tuple[str, ...]:
    """The contacts in which he claims it, in order. One that names other orders alone claims something else."""
    kind, _, name = opinion.matter.partition(":")
    orders = set(_orders(kind, name, file.told))
    found = {
        claim.contact_id
        for claim in file.claims
        if claim.kind is opinion.claim
        and claim.judgement != "rejected"
        and not (orders and claim.slots.order_ids and orders.isdisjoint(claim.slots.order_ids))
    }
    if kind == "contact" and talked.contact(name) is not None:
        found &= {name}
    known = [contact for one in found if (contact := talked.contact(one)) is not None]
    return tuple(contact.entry.id for contact in sorted(known, key=lambda one: (one.at, one.entry.id)))


def _orders(kind: str, name: str, told: Sequence[Entry]) -> Iterator[str]:
    if kind == HandleKind.ORDER:
        yield name
    for entry in told:
        what = entry.what
        if kind == HandleKind.REFUND and isinstance(what, RefundTold) and what.refund_id == name:
            yield from (h.value for h in what.handles() if h.kind is HandleKind.ORDER and h.tie is Tie.THING)


def _by_customer(opinion: Opinion, happened: Moment | None, claiming: Sequence[str], talked: Talked) -> Iterator[Way]:
    """His first contact about it after it went wrong. One from before counts from the moment at which it did."""
    times = [contact.at for name in claiming if (contact := talked.contact(name)) is not None]
    if happened is None:
        yield from (Way(at, FoundBy.CUSTOMER, CUSTOMER_SAID) for at in times[:1])
        return
    after = [at for at in times if at >= happened]
    if after:
        yield Way(after[0], FoundBy.CUSTOMER, CUSTOMER_SAID)
    elif times and opinion.reason not in _IN_THE_WORDS:
        yield Way(happened, FoundBy.CUSTOMER, CUSTOMER_SAID)


def _by_us(told: Sequence[Entry]) -> Iterator[Way]:
    """What we did about it: put on the list of a programme, asked for, looked at again."""
    for entry in told:
        what = entry.what
        if isinstance(what, SuspectListed):
            yield Way(entry.occurred, FoundBy.MONITOR, "our own sweep of everybody found it")
        elif isinstance(what, RemedyRequested):
            swept = bool(what.programme)
            how = "it was asked for in a remediation" if swept else "one of us asked finance to make it good"
            yield Way(entry.occurred, FoundBy.MONITOR if swept else FoundBy.AGENT, how)
        elif isinstance(what, SecondLook) and what.verdict is Verdict.CUSTOMER_RIGHT:
            yield Way(entry.occurred, FoundBy.AGENT, "one of us took a second look")
