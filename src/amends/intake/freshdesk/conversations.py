"""A conversation: one message below the description. They come in no order; each says itself who wrote it."""

from email.utils import parseaddr

from amends.facts import Entry, Moment
from amends.facts.kinds import AnswerGiven, ContactReceived
from amends.intake.helpdesk import BadRecord, Json, Said, digest, id_text, is_address, moment_told, said, tidy, word
from amends.intake.named import named_in

from .codes import CONVERSATION_CHANNELS, SOCIAL, SURVEY
from .feed import Feed
from .tickets import file_names


def entries_of_conversation(told: Json, ticket: str, feed: Feed) -> tuple[Entry, ...]:
    """What the customer wrote (`incoming`), or what one of us wrote to him or for the others (`private`).

    Raises BadRecord.
    """
    if not isinstance(told.get("incoming"), bool):
        raise BadRecord("does not say whether it came in", "Export it again with all its fields", "incoming")
    if not ticket:
        step = "Name the file after the ticket, for example conversations_2001.json, or write ticket_id into each"
        raise BadRecord("does not say to which ticket it belongs", step, "ticket_id")
    own = id_text(told.get("id"))
    if not own:
        raise BadRecord("has no id", "Export it again with all its fields", "id")
    at = moment_told(told, "created_at")
    channel = channel_of(told)
    words = said(word(told, "body_text"), word(told, "body"), channel)
    if told["incoming"]:
        return (feed.his(f"conversation:{own}", at, _contact(told, ticket, channel, words, feed)),)
    return (_answer(told, own, ticket, at, words, feed),)


def channel_of(told: Json) -> str:
    """Over what it came; a reply (0) is a mail where it has a sender's address, else it was typed into the portal."""
    code = id_text(told.get("source"))
    if code in ("0", ""):
        return "mail" if _address(told.get("from_email")) else "form"
    return CONVERSATION_CHANNELS.get(code, "form")


def _contact(told: Json, ticket: str, channel: str, words: Said, feed: Feed) -> ContactReceived:
    code = id_text(told.get("source"))
    name, _ = parseaddr(word(told, "from_email"))
    return ContactReceived(
        channel=channel,
        is_contact=code != SURVEY,
        why_not="survey" if code == SURVEY else "",
        mailbox=_only(told.get("to_emails")),
        sender=_address(told.get("from_email")),
        sender_name=tidy(name),
        customer_id=feed.of(told.get("user_id")) or None,
        text=words.text,
        quoted=words.quoted,
        signature=words.signature,
        named=named_in(words.text),
        attachments=file_names(told),
        ticket=feed.of(ticket),
        public=code in SOCIAL and told.get("private") is not True,
    )


def _answer(told: Json, own: str, ticket: str, at: Moment, words: Said, feed: Feed) -> Entry:
    """Notes can be edited: the edited words are a further entry."""
    private, channel = told.get("private") is True, channel_of(told)
    what = AnswerGiven(
        medium="mail" if channel == "form" and not private else channel,
        record="note" if private else "sent",
        automatic=not id_text(told.get("user_id")),
        ticket=feed.of(ticket),
        public=id_text(told.get("source")) in SOCIAL and not private,
        agent=feed.of(told.get("user_id")),
        to="" if private else _only(told.get("to_emails")),
        text=words.text,
    )
    return feed.ours(f"conversation:{own}:{digest(words.text)}", at, what)


def _address(told: object) -> str:
    address = parseaddr(told)[1].strip().lower() if isinstance(told, str) else ""
    return address if is_address(address) else ""


def _only(told: object) -> str:
    """The address, where there is just one: two would make one person of two."""
    addresses = [address for one in told if (address := _address(one))] if isinstance(told, list) else []
    return addresses[0] if len(addresses) == 1 else ""
