"""Small conversations for tests: wrote("You told me ...", when), we_sent("We will ...", when), rang(when, outcome)."""

from collections.abc import Iterable
from typing import Any

from amends.claims import read, statements
from amends.facts import (
    Bundle,
    Call,
    CallOutcome,
    Case,
    Claim,
    Contact,
    Conversation,
    Entry,
    Identity,
    Moment,
    Opinion,
    Policy,
    Promise,
    PromiseState,
    Source,
    in_order_of_happening,
)
from amends.facts.kinds import (
    AnswerGiven,
    CallTold,
    CompletenessDeclared,
    ContactReceived,
    DeliveryTold,
    OutageTold,
    ProfileTold,
    SecondLook,
    TicketTold,
    What,
)
from amends.facts.verdicts import Verdict
from amends.opinion import opinions, spoken
from stories import ME, POLICY, at, bundle, claim, money

__all__ = ["claim", "money"]
KEY = f"customer:{ME}"


def entry(source: str, root: str, when: str, source_id: str, what: What) -> Entry:
    return Entry(Source(source, root), source_id, at(when), what)


def wrote(text: str, when: str, channel: str = "mail", **more: Any) -> Entry:
    """The customer turned to us."""
    what = ContactReceived(channel, text=text, customer_id=ME, **more)
    return entry("mail", "customer", when, f"mail:{when}", what)


def we_sent(text: str, when: str, root: str = "us", **more: Any) -> Entry:
    """A mail of ours, or with another root another organisation's letter."""
    more.setdefault("medium", "mail")
    what = AnswerGiven(text=text, customer_id=ME, agent="ruth", **more)
    return entry("desk" if root == "us" else "partner", root, when, f"answer:{when}:{text[:9]}", what)


def noted(text: str, when: str, **more: Any) -> Entry:
    """What one of us wrote down after a call."""
    return we_sent(text, when, medium="phone", record="note", **more)


def taken_down(text: str, when: str, call: str = "asterisk/1", **more: Any) -> Entry:
    """What a machine took down of what one of us said on the phone."""
    return we_sent(text, when, medium="phone", record="transcript", call=call, **more)


def rang(when: str, outcome: CallOutcome, number: int = 1, direction: str = "inbound") -> tuple[Entry, Call]:
    """A call: the phone log's entry and what it comes to."""
    name = f"asterisk/{number}"
    told = entry("asterisk", "phone", when, f"row:{number}", CallTold(name, "row", direction=direction, number="+491"))
    spoke = outcome is CallOutcome.REACHED
    answered = told.occurred if spoke else None
    talked = 90 if spoke else 0
    return told, Call(
        name,
        direction,
        "+491",
        told.occurred,
        outcome,
        answered=answered,
        talked_seconds=talked,
        entries=(told.id,),
    )


def complete(source: str, root: str, of: str, start: str, end: str) -> Entry:
    return entry(source, root, end, f"{of}:{start}:{end}", CompletenessDeclared(of, at(start), at(end)))


def parcel(state: str, when: str, number: str = "1Z7", root: str = "carrier", **more: Any) -> Entry:
    """A parcel in this state, as the carrier tells, or with root "us" our own shipping list."""
    what = DeliveryTold(number, state, customer_id=ME, **more)
    return entry("ups" if root == "carrier" else "shop", root, when, f"{number}:{state}:{when}", what)


def outage(start: str, end: str | None, root: str = "monitor", number: str = "O-1", service: str = "fibre-7") -> Entry:
    what = OutageTold(number, service, ended=at(end) if end else None, customer_id=ME)
    return entry("probe" if root == "monitor" else "status", root, start, f"{number}:{end}", what)


def profile(source: str, root: str, when: str = "2026-01-01 00:00", **held: Any) -> Entry:
    return entry(source, root, when, f"profile:{when}", ProfileTold(customer_id=ME, **held))


def ticket(name: str, when: str) -> Entry:
    return entry("desk", "us", when, f"{name}:opened", TicketTold(name, "opened", customer_id=ME))


def looked(matter: str, verdict: str, over: str, when: str) -> Entry:
    look = SecondLook(matter, Verdict(verdict), Verdict(over), "Ruth", "she listened to the recording", KEY)
    return entry("console", "us", when, f"look:{matter}:{when}", look)


def promised(number: str, state: str, made: str, due: str | None = None, **more: Any) -> Promise:
    """A promise as recovery leaves it."""
    more.setdefault("what", "callback")
    return Promise(
        id=number,
        state=PromiseState(state),
        made=at(made),
        words=more.pop("words", "We will call you back."),
        by="ruth",
        owner="",
        due_from=None,
        due_to=at(due) if due else None,
        zones=(),
        **more,
    )


def whole(entries: Iterable[Entry]) -> Bundle:
    """All of it as one customer's bundle."""
    told = tuple(entries)
    own = tuple(e for e in told if not isinstance(e.what, CompletenessDeclared))
    return Bundle(Identity(KEY, (KEY,), ()), own, tuple(e for e in told if e not in own))


def conversation(
    entries: Iterable[Entry], calls: Iterable[Call] = (), promises: Iterable[Promise] = (), *, one_case: bool = True
) -> Conversation:
    """Contacts, calls and statements of the entries; all contacts in one case unless told otherwise."""
    told = in_order_of_happening(entries)
    messages = [Contact(e, e.id, e.what.channel, ticket=e.what.ticket) for e in told if type(e.what) is ContactReceived]
    by_id = {e.id: e for e in told}
    rung = [Contact(by_id[c.entries[0]], c.id, "phone", call=c) for c in calls if c.direction == "inbound"]
    contacts = tuple(sorted([*messages, *rung], key=lambda c: (c.at, c.entry.id)))
    cases: tuple[Case, ...] = ()
    if contacts and one_case:
        ids = tuple(c.entry.id for c in contacts)
        cases = (Case(ids[0], ids, (), contacts[0].at, contacts[-1].at, len(ids) - 1, ("mail",), ()),)
    return Conversation(contacts, tuple(calls), cases, statements(told), (), tuple(promises))


def judge(
    *entries: Entry,
    now: str = "2026-06-30 12:00",
    calls: Iterable[Call] = (),
    promises: Iterable[Promise] = (),
    claims: tuple[Claim, ...] | None = None,
    policy: Policy = POLICY,
    one_case: bool = True,
) -> tuple[Opinion, ...]:
    """The opinions on the conversation. The claims are read in the customer's words unless they are given."""
    talk = conversation(entries, calls, promises, one_case=one_case)
    said = read(talk.contacts, entries) if claims is None else claims
    money_opinions = opinions(bundle(*entries), said, now=at(now), policy=policy)
    return spoken(talk, said, whole(entries), now=at(now), policy=policy, money=money_opinions)


def only(found: tuple[Opinion, ...], kind: str) -> Opinion:
    """The one opinion on this kind of claim."""
    (one,) = [o for o in found if o.claim == kind]
    return one


def verdict(found: tuple[Opinion, ...], kind: str) -> tuple[str, str]:
    """Its verdict and reason."""
    one = only(found, kind)
    return str(one.verdict), str(one.reason)


def moment(text: str) -> Moment:
    return at(text)
