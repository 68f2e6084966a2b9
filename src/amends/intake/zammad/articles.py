"""An article: one message of a ticket, or a note. Who answered is who wrote the article, never the ticket's owner.

When tickets are merged Zammad moves the articles to the other ticket. The same article there is a further entry; both
tell one message id, and so are one thread.
"""

from amends.facts import Entry
from amends.facts.kinds import AnswerGiven, ContactReceived
from amends.intake.helpdesk import (
    BadRecord,
    Feed,
    Json,
    Said,
    fingerprint,
    id_text,
    is_address,
    moment_told,
    part,
    said,
    tidy,
    word,
)
from amends.intake.mail.automatic import AUTOMATIC
from amends.intake.mail.headers import Address, addresses_of, message_ids_of
from amends.intake.named import named_in
from amends.intake.phone_numbers import hear_number

from .known import Known
from .tickets import person_of
from .words import channel_of, is_public, sender_of, type_of

REFERENCES_MAX = 20


def entries_of_article(told: Json, number: str, feed: Feed, known: Known) -> tuple[Entry, ...]:
    """What the customer said, or what one of us answered or noted. Raises BadRecord.

    `number` is that of the ticket around it, empty where it stands alone.
    """
    own, kind, sender = id_text(told.get("id")), type_of(told), sender_of(told)
    if not own:
        raise BadRecord("is an article without its id", "Let the webhook tell article.id", "id")
    if not number and not id_text(told.get("ticket_id")):
        raise BadRecord("does not say to which ticket it belongs", "Let the webhook tell the ticket too", "ticket_id")
    if not sender:
        step = "Let the webhook tell article.sender: Customer, Agent or System"
        raise BadRecord("does not say who sent it", step, "sender")
    ticket = feed.of(number or known.number_of(told.get("ticket_id"), "ticket_id"))
    at = moment_told(told, "created_at")
    if sender == "customer":
        contact = _contact(told, kind, ticket, feed)
        return (feed.his(f"article:{own}:{fingerprint(contact)}", at, contact),)
    answer = _answer(told, kind, sender, ticket, feed)
    return (feed.ours(f"article:{own}:{fingerprint(answer)}", at, answer),)


def _contact(told: Json, kind: str, ticket: str, feed: Feed) -> ContactReceived:
    channel, words = channel_of(kind), _words(told, channel_of(kind))
    address, name = _from(told)
    subject = tidy(word(told, "subject")).strip()
    automatic = part(told, "preferences").get("is-auto-response") is True
    return ContactReceived(
        channel=channel,
        is_contact=not automatic,
        why_not=AUTOMATIC if automatic else "",
        mailbox=_only(word(told, "to")) if channel == "mail" else "",
        sender=address,
        sender_name=name,
        customer_id=feed.of(_author(told, kind)) or None,
        subject=subject,
        text=words.text,
        quoted=words.quoted,
        signature=words.signature,
        message_id=_message_id(told, feed),
        references=_references(told),
        named=named_in(f"{subject}\n{words.text}"),
        attachments=_attachments(told),
        ticket=ticket,
        public=is_public(kind),
    )


def _answer(told: Json, kind: str, sender: str, ticket: str, feed: Feed) -> AnswerGiven:
    internal, channel = told.get("internal") is True, channel_of(kind)
    automatic = sender != "agent"
    return AnswerGiven(
        medium=channel,
        record="note" if internal or channel == "phone" else "sent",
        automatic=automatic,
        ticket=ticket,
        public=is_public(kind) and not internal,
        agent="" if automatic else feed.of(person_of(told, "created_by")),
        to="" if internal else _only(word(told, "to")),
        subject=tidy(word(told, "subject")).strip(),
        text=_words(told, channel).text,
        message_id=_message_id(told, feed),
        references=_references(told),
    )


def _author(told: Json, kind: str) -> str:
    """Whose words they are: of a call or a note that one of us took down it is `origin_by`, never who typed it."""
    origin = person_of(told, "origin_by")
    return origin or ("" if kind in ("phone", "note", "fax") else person_of(told, "created_by"))


def _words(told: Json, channel: str) -> Said:
    body = word(told, "body")
    is_html = "html" in word(told, "content_type").lower()
    return said("" if is_html else body, body if is_html else "", channel)


def _from(told: Json) -> tuple[str, str]:
    """Address or number, and the name; Zammad writes `Name <address>`, a bare number or a bare name."""
    text = tidy(word(told, "from")).strip()
    found = addresses_of(text)[:1] if "@" in text else ()
    if found and is_address(found[0].address):
        return found[0].address, found[0].name
    number = hear_number(text) if text.startswith(("+", "00")) else ""
    return (number, "") if number else ("", text)


def _only(text: str) -> str:
    """The address, where there is just one: two would make one person of two."""
    found: list[Address] = [one for one in addresses_of(text) if is_address(one.address)]
    return found[0].address if len(found) == 1 else ""


def _message_id(told: Json, feed: Feed) -> str:
    return next(iter(message_ids_of(word(told, "message_id"))), "") or feed.message(told.get("id"))


def _references(told: Json) -> tuple[str, ...]:
    ids = message_ids_of(word(told, "references")) + message_ids_of(word(told, "in_reply_to"))
    return tuple(dict.fromkeys(ids))[-REFERENCES_MAX:]


def _attachments(told: Json) -> tuple[str, ...]:
    files = told.get("attachments")
    names = [word(file, "filename") for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    return tuple(tidy(name) for name in names if name)
