"""Somebody contacted us."""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, HandleKind, Tie, normal_email, of_key, some
from .base import What, private


@dataclass(frozen=True, slots=True)
class ContactReceived(What):
    """A mail, call, chat or post came in. `is_contact` is false for bounces, out-of-office and bulk mail, with
    `why_not` saying which; they are kept as entries all the same. `text` holds the new words only: quoted history and
    signature are beside it, because what somebody quotes he does not say again.
    """

    kind: ClassVar[str] = "contact.received"
    channel: str  # mail | phone | chat | social | form
    is_contact: bool = True
    why_not: str = ""
    language: str = ""  # two letters, or empty where unknown
    sender_proof: str = ""  # dkim | spf | none | empty: how far the sender is more than claimed
    mailbox: str = private("")  # which of our addresses it came to
    sender: str = private("")  # e-mail address or E.164 number
    sender_name: str = private("")
    customer_id: str | None = private(None)
    subject: str = private("")
    text: str = private("")
    quoted: str = private("")
    signature: str = private("")
    message_id: str = private("")
    references: tuple[str, ...] = private(())  # message ids it answers, oldest first
    named: tuple[str, ...] = private(())  # handle keys written in the words, for example "order:10-4471"
    attachments: tuple[str, ...] = private(())  # file names, for display only
    ticket: str = ""  # helpdesk and its number: "zendesk/4711"
    public: bool = False  # posted where everybody can read it

    def handles(self) -> tuple[Handle, ...]:
        """Customer number, sender, mail thread, and what the words name."""
        phone = self.sender.startswith("+")
        own = some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN)
        if self.sender and phone:
            own += (Handle(HandleKind.PHONE, self.sender, Tie.OWN),)
        elif self.sender:
            own += (Handle(HandleKind.EMAIL, normal_email(self.sender), Tie.OWN),)
        thread = tuple(Handle(HandleKind.MESSAGE, m, Tie.THING) for m in (self.message_id, *self.references) if m)
        words = tuple(handle for key in self.named for handle in of_key(key, Tie.NAMED))
        return own + thread + some(HandleKind.TICKET, self.ticket, Tie.THING) + words
