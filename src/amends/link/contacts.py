"""The contacts of one customer: his messages, and the calls he made, each with who of us took it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from amends.facts import Bundle, Call, Contact, Entry, Moment
from amends.facts.kinds import AnswerGiven, ContactReceived
from amends.facts.roots import SPEAKING_FOR_US

from .threads import Threads


def contacts(bundle: Bundle, calls: Sequence[Call] = ()) -> tuple[Contact, ...]:
    """Contacts in order of happening; bounces, out-of-office and bulk mail are left out.

    A call of his counts whoever answered; a call of ours is no contact of his. Who took a call is the phone log's
    word, else that of a note on the call; who took a message is whoever answered next on its thread. Never a ticket's
    assignee, who may not have seen it, and never a note about it, which the customer does not see. A message told
    twice, by the mailbox and by the helpdesk, or again after it was edited, is one contact: the first telling of it.
    """
    entries = {entry.id: entry for entry in (*bundle.own, *bundle.about)}
    messages = (_message(entry, entry.what) for entry in bundle.own if isinstance(entry.what, ContactReceived))
    called = (_call(entries[call.entries[0]], call) for call in calls if call.direction == "inbound")
    found = [contact for contact in (*messages, *called) if contact is not None]
    ordered = sorted(found, key=lambda contact: (contact.at, contact.entry.id))
    return tuple(_with_agents(_once(ordered), entries.values()))


def _once(contacts: Sequence[Contact]) -> list[Contact]:
    """Each message once, by the id that it carries wherever it is told."""
    found: dict[str, Contact] = {}
    for contact in contacts:
        found.setdefault(getattr(contact.entry.what, "message_id", "") or contact.entry.id, contact)
    return list(found.values())


def _message(entry: Entry, what: ContactReceived) -> Contact | None:
    if not what.is_contact:
        return None
    thread = what.ticket or (what.references[0] if what.references else what.message_id) or entry.id
    return Contact(entry, thread, what.channel, what.public, what.ticket)


def _call(entry: Entry, call: Call) -> Contact:
    return Contact(entry, call.ticket or call.id, "phone", ticket=call.ticket, call=call, agents=call.agents)


def _with_agents(contacts: list[Contact], entries: Collection[Entry]) -> list[Contact]:
    answers = sorted((e for e in entries if _names_who(e)), key=lambda e: (e.occurred, e.id))
    if not answers:
        return contacts
    threads = Threads(entries)
    sent: dict[str, list[tuple[Moment, str]]] = defaultdict(list)  # by thread
    noted: dict[str, list[str]] = defaultdict(list)  # by call
    for entry in answers:
        what = entry.what
        assert isinstance(what, AnswerGiven)
        if what.call:
            noted[what.call].append(what.agent)
        elif what.record != "note":
            sent[threads.of(entry)].append((entry.occurred, what.agent))
    after: dict[str, Moment] = {}  # when he wrote next on the thread
    filled = []
    for contact in reversed(contacts):
        thread = threads.of(contact.entry, contact.ticket)
        agents = contact.agents
        if contact.call is None:
            agents = _answered(sent[thread], contact.at, after.get(thread))
            after[thread] = contact.at
        elif not agents:
            agents = _turns(noted[contact.call.id])
        filled.append(replace(contact, agents=agents) if agents != contact.agents else contact)
    return filled[::-1]


def _names_who(entry: Entry) -> bool:
    what = entry.what
    return (
        isinstance(what, AnswerGiven)
        and bool(what.agent)
        and not what.automatic
        and entry.source.root in SPEAKING_FOR_US
    )


def _answered(answers: list[tuple[Moment, str]], at: Moment, until: Moment | None) -> tuple[str, ...]:
    """Who answered before he wrote again; where nobody did, whoever answered first after that."""
    first = bisect_right(answers, at, key=lambda answer: answer[0])
    last = len(answers) if until is None else bisect_right(answers, until, lo=first, key=lambda answer: answer[0])
    return _turns([agent for _, agent in answers[first : max(last, first + 1)]])


def _turns(agents: Sequence[str]) -> tuple[str, ...]:
    """Each change of hands once."""
    return tuple(agent for i, agent in enumerate(agents) if i == 0 or agents[i - 1] != agent)
