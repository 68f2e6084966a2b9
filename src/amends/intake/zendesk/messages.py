"""A message in a ticket -> what the customer said, or what one of us said.

The same message is told up to four times: as a comment, inside an audit, as the ticket's description, by a webhook.
Only three things are the same in all of them: the ticket, the second, and the words. So these make its id, and whatever
is told first, in whatever run, it counts once.
"""

from dataclasses import dataclass

from amends.facts import Entry, Moment
from amends.facts.kinds import AnswerGiven, ContactReceived
from amends.facts.moments import SECOND_US
from amends.intake.helpdesk import BadRecord, Json, digest, said
from amends.intake.named import named_in

from .feed import Feed, is_automatic
from .known import Known
from .via import channel_of, is_public, mailbox_of, medium_of, sender_of


@dataclass(frozen=True, slots=True)
class Message:
    """What the tellings have in common. Ids are Zendesk's own; `plain` or `html` holds the words."""

    ticket: str
    at: Moment
    author: str
    via: Json
    plain: str
    html: str = ""
    public: bool = True
    own_id: str = ""  # of the comment; needed only where there are no words
    attachments: tuple[str, ...] = ()

    @property
    def source_id(self) -> str:
        """`message:4711:1779091200:5f0c...`: the same for every telling."""
        words = self.plain if self.plain.strip() else said("", self.html, "").text
        return f"message:{self.ticket}:{self.at // SECOND_US}:{digest(words) or f'comment:{self.own_id}'}"


def entries_of_message(message: Message, feed: Feed, known: Known) -> tuple[Entry, ...]:
    """One entry. Raises BadRecord where nobody says whether its author is a customer or one of us."""
    staff = known.is_staff(message.author, message.ticket)
    if staff is None and message.public and not is_automatic(message.author, message.via):
        step = "Take it in again together with the export of users: amends intake zendesk FOLDER"
        raise BadRecord("has an author of whom no file says whether he is a customer", step, "author_id")
    if staff is False:
        return (feed.his(message.source_id, message.at, _contact(message, feed, known)),)
    return (feed.ours(message.source_id, message.at, _answer(message, feed)),)


def _contact(message: Message, feed: Feed, known: Known) -> ContactReceived:
    channel = channel_of(message.via)
    words = said(message.plain, message.html, channel)
    subject = known.subject(message.ticket) if known.is_first(message.ticket, message.at) else ""
    sender, name = sender_of(message.via)
    return ContactReceived(
        channel=channel,
        mailbox=mailbox_of(message.via) if channel == "mail" else "",
        sender=sender,
        sender_name=name,
        customer_id=feed.of(message.author),
        subject=subject,
        text=words.text,
        quoted=words.quoted,
        signature=words.signature,
        named=named_in(f"{subject}\n{words.text}"),
        attachments=message.attachments,
        ticket=feed.of(message.ticket),
        public=is_public(message.via) and message.public,
    )


def _answer(message: Message, feed: Feed) -> AnswerGiven:
    medium = medium_of(message.via)
    return AnswerGiven(
        medium=medium,
        record="sent" if message.public else "note",
        automatic=is_automatic(message.author, message.via),
        ticket=feed.of(message.ticket),
        public=is_public(message.via) and message.public,
        agent=feed.of(message.author),
        text=said(message.plain, message.html, medium).text,
    )


def whole_second(at: Moment) -> Moment:
    """Exports tell whole seconds, webhooks fractions of the same."""
    return Moment(at // SECOND_US * SECOND_US)
