"""Words, contacts and calls as witnesses. The state says what makes a witness of them; `roots` says who counts."""

from typing import Final

from amends.claims.statements import record_of_words
from amends.facts import Call, CallOutcome, Contact, Difference, Entry, Policy, Promise, Statement, Witness
from amends.facts.kinds import AnswerGiven, ContactReceived

from ..sentences import minute
from .talk import Talk

RECORDED: Final = "recorded"  # the very words: sent, or taken down by a machine, or another organisation's
NOTE: Final = "note"  # what the speaker wrote down afterwards
RECEIVED: Final = "received"  # it came in, and when: what it says is the claim
ADMITTED: Final = "admitted"  # our own record, against ourselves
SHOWN_MAX: Final = 300

CHANNEL_WORDS: Final = {"mail": "mail", "phone": "call", "chat": "chat", "social": "post", "form": "form"}
_OUTCOMES: Final = {
    CallOutcome.REACHED: "a person of ours and the customer spoke",
    CallOutcome.MACHINE: "a mailbox or an announcement answered",
    CallOutcome.MENU: "only the menu or the queue answered",
    CallOutcome.NO_ANSWER: "nobody answered",
    CallOutcome.BUSY: "it was busy",
    CallOutcome.FAILED: "the call failed",
    CallOutcome.UNKNOWN: "the log does not say how it came out",
}


def quoted(words: str) -> str:
    """The words in quotation marks, on one line, cut where they are long."""
    line = " ".join(words.split())
    return f'"{line if len(line) <= SHOWN_MAX else line[: SHOWN_MAX - 1].rstrip() + "…"}"'


def in_line(words: str) -> str:
    """The same inside a sentence of ours, which ends by itself."""
    return quoted(words.strip().rstrip("."))


def of_statement(statement: Statement, talk: Talk, theirs: str = "") -> Witness:
    """One of us said this. `theirs`: what the customer says that we said, shown beside it."""
    entry = talk.entries.get(statement.entry_id)
    source = entry.source if entry is not None else None
    both = (Difference("what was said", quoted(statement.quote), quoted(theirs)),) if theirs else ()
    return Witness(
        entry_id=statement.entry_id,
        source=source.name if source else "",
        root=source.root if source else "us",
        record_id=entry.source_id if entry else statement.entry_id,
        at=statement.at,
        state=RECORDED if statement.independent else NOTE,
        says=quoted(statement.quote),
        how=statement.why,
        differences=both,
    )


def of_answer(entry: Entry, what: AnswerGiven) -> Witness:
    """What we answered, as it was sent."""
    independent, why = record_of_words(entry, what)
    return _of(entry, RECORDED if independent else NOTE, quoted(what.text or what.subject), why)


def of_contact(contact: Contact, policy: Policy) -> Witness:
    """He turned to us: that it came, and when."""
    if contact.call is not None:
        return of_call(contact.call, contact.entry, policy)
    what = contact.entry.what
    unproved = isinstance(what, ContactReceived) and what.sender_proof == "none"
    channel = CHANNEL_WORDS.get(contact.channel, "message")
    says = f"A {channel} came on {minute(contact.at, policy)}" + (", the sender not proved" if unproved else "")
    return _of(contact.entry, RECEIVED, says, "received by us")


def of_call(call: Call, entry: Entry, policy: Policy) -> Witness:
    """What the phone log shows."""
    whose = "We called" if call.direction == "outbound" else "The customer called"
    says = f"{whose} on {minute(call.began, policy)}: {_OUTCOMES[call.outcome]}"
    return Witness(
        entry.id, entry.source.name, entry.source.root, call.id, call.began, str(call.outcome), says, "phone log"
    )


def of_promise(promise: Promise, talk: Talk) -> Witness:
    """What we promised, by our own record of it."""
    entry = talk.entries.get(promise.evidence[0]) if promise.evidence else None
    entry = entry or talk.entries.get(promise.contact)
    return Witness(
        entry_id=entry.id if entry else f"promise:{promise.id}",
        source=entry.source.name if entry else "",
        root="us",
        record_id=promise.id,
        at=promise.made,
        state=ADMITTED,
        says=f"Promised: {quoted(promise.words or promise.what)}",
        how="our own record of the promise",
    )


def of_told(entry: Entry, says: str, *, how: str = "", state: str = "", record_id: str = "") -> Witness:
    """Any other entry in words."""
    return _of(entry, state, says, how, record_id)


def _of(entry: Entry, state: str, says: str, how: str, record_id: str = "") -> Witness:
    source = entry.source
    return Witness(entry.id, source.name, source.root, record_id or entry.source_id, entry.occurred, state, says, how)
