"""What was said in a conversation besides the customer's own words, and what became of its ticket."""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, HandleKind, Tie, normal_email, of_key, some
from .base import What, private


@dataclass(frozen=True, slots=True)
class AnswerGiven(What):
    """One of us said or wrote something: to the customer, or about the conversation in a note.

    `record` says how far the words are more than somebody's memory: `sent` are the very words that went out,
    `transcript` and `voicemail` were taken down by a machine, `note` is what the speaker wrote down afterwards. With a
    root other than "us" it is another organisation's own letter.
    """

    kind: ClassVar[str] = "answer.given"
    medium: str  # mail | phone | chat | social | form | letter
    record: str = "sent"  # sent | transcript | voicemail | note
    automatic: bool = False  # a confirmation of receipt, a template sent by a rule: nobody said it
    language: str = ""
    ticket: str = ""  # helpdesk and its number: "zendesk/4711"
    call: str = ""  # phone system and its number of the call: "asterisk/1699.12"
    public: bool = False
    agent: str = private("")  # who said it, by the source's own name for him: "zendesk/3301", "ruth@shop.example"
    to: str = private("")  # the customer's e-mail address or E.164 number; one, because two would join two people
    customer_id: str | None = private(None)
    subject: str = private("")
    text: str = private("")
    message_id: str = private("")
    references: tuple[str, ...] = private(())  # message ids it answers, oldest first

    def handles(self) -> tuple[Handle, ...]:
        """The customer, the mail thread, the ticket and the call."""
        own = some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN)
        if self.to.startswith("+"):
            own += (Handle(HandleKind.PHONE, self.to, Tie.OWN),)
        elif self.to:
            own += (Handle(HandleKind.EMAIL, normal_email(self.to), Tie.OWN),)
        thread = tuple(Handle(HandleKind.MESSAGE, m, Tie.THING) for m in (self.message_id, *self.references) if m)
        things = some(HandleKind.TICKET, self.ticket, Tie.THING) + some(HandleKind.CALL, self.call, Tie.THING)
        return own + thread + things


@dataclass(frozen=True, slots=True)
class TicketTold(What):
    """Something happened to a ticket: the only honest source of who held it when. Never "who is the assignee now".

    `event`: opened | status | assigned | group | merged | deleted | reopened | tagged. `value` and `previous` are as
    told; for `assigned` they are the source's own names of agents, for `merged` the ticket it went into.
    """

    kind: ClassVar[str] = "ticket.told"
    ticket: str  # "zendesk/4711"
    event: str
    automatic: bool = False  # done by a rule, not by a person
    channel: str = ""  # how the ticket came about, where told
    value: str = private("")
    previous: str = private("")
    by: str = private("")  # who did it; empty where the source does not say
    customer_id: str | None = private(None)
    organisation: str = private("")  # the account it belongs to, where told

    def handles(self) -> tuple[Handle, ...]:
        """The customer, and the ticket; the one that a merged ticket went into too."""
        into = some(HandleKind.TICKET, self.value if self.event == "merged" else None, Tie.THING)
        own = some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN)
        return own + some(HandleKind.TICKET, self.ticket, Tie.THING) + into


@dataclass(frozen=True, slots=True)
class ContactWarned(What):
    """One of us said, calmly, that a contact ends if the abuse goes on. Two warnings come before an end."""

    kind: ClassVar[str] = "contact.warned"
    call: str = ""
    ticket: str = ""
    by: str = private("")
    words: str = private("")  # what the customer said, where one of us wants to keep it
    about: str = private("")  # handle key of the customer
    contact: str = private("")  # entry id of the contact

    def handles(self) -> tuple[Handle, ...]:
        """The customer, the call and the ticket."""
        return _of_contact(self.about, self.call, self.ticket)


@dataclass(frozen=True, slots=True)
class ContactEnded(What):
    """One of us ended a contact for abuse, as is his right. It counts against nobody, and the customer, who may still
    be right, gets a written answer.
    """

    kind: ClassVar[str] = "contact.ended"
    why: str  # abuse
    call: str = ""
    ticket: str = ""
    by: str = private("")
    words: str = private("")  # what was said, where he wants to keep it
    about: str = private("")  # handle key of the customer
    contact: str = private("")  # entry id of the contact; empty where another system told it
    level: str = private("")  # threat: somebody was threatened, and no warning comes before

    def handles(self) -> tuple[Handle, ...]:
        """The customer, the call and the ticket."""
        return _of_contact(self.about, self.call, self.ticket)


def _of_contact(about: str, call: str, ticket: str) -> tuple[Handle, ...]:
    things = some(HandleKind.CALL, call, Tie.THING) + some(HandleKind.TICKET, ticket, Tie.THING)
    return of_key(about, Tie.OWN) + things
