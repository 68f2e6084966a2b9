"""One message in its envelope -> entries. An unknown field is a problem, because a misspelt one would be lost silently.

{"id": "m-881", "thread": "t-40", "channel": "chat", "at": "2026-05-18T09:12:00Z",
 "from": {"role": "customer", "id": "c-9", "name": "Marta", "email": "marta@example.org"},
 "text": "My refund for order 10-4471 never arrived."}
"""

from typing import Final

from amends.facts import Entry, Moment
from amends.facts.kinds import AnswerGiven, ContactReceived, ProfileTold
from amends.intake.helpdesk import (
    BadRecord,
    Feed,
    Json,
    e164,
    fingerprint,
    id_text,
    is_address,
    moment_told,
    said,
    tidy,
    word,
)
from amends.intake.named import named_in

FIELDS: Final = ("id", "thread", "channel", "at", "from", "text", "public", "in_reply_to", "customer_id", "url")
SENDER_FIELDS: Final = ("role", "id", "name", "email", "phone", "handle")
CHANNELS: Final = {
    "chat": "chat",
    "social": "social",
    "sms": "chat",
    "mail": "mail",
    "email": "mail",
    "form": "form",
    "phone": "phone",
}
ROLES: Final = ("customer", "agent", "bot")


def entries_of_envelope(told: Json, feed: Feed) -> tuple[Entry, ...]:
    """What a customer wrote, with who he is; or what one of us, or a program of ours, answered. Raises BadRecord."""
    _check_fields(told, FIELDS, "")
    sender = told.get("from")
    if not isinstance(sender, dict):
        raise BadRecord("does not say who wrote it", 'Write "from": {"role": "customer", ...}', "from")
    _check_fields(sender, SENDER_FIELDS, "from.")
    own, at = _needed(told, "id"), moment_told(told, "at")
    role = _one_of(sender, "role", ROLES, "from.role")
    channel = CHANNELS[_one_of(told, "channel", tuple(CHANNELS), "channel")]
    if not isinstance(told.get("text"), str):
        raise BadRecord("has no text", 'Write "text": "..."; empty where only a file was sent', "text")
    if not isinstance(told.get("public") or False, bool):
        raise BadRecord("is neither true nor false", "Write true or false", "public", str(told["public"]))
    if role == "customer":
        his = _his(told, sender, channel, feed)
        return (feed.his(f"message:{own}:{fingerprint(his)}", at, his), *_profile(told, sender, at, feed))
    ours = _ours(told, sender, channel, role, feed)
    return (feed.ours(f"message:{own}:{fingerprint(ours)}", at, ours),)


def _his(told: Json, sender: Json, channel: str, feed: Feed) -> ContactReceived:
    words = said(word(told, "text"), "", channel)
    return ContactReceived(
        channel=channel,
        sender=_email(sender) or _phone(sender),
        sender_name=tidy(word(sender, "name") or word(sender, "handle")).strip(),
        customer_id=_customer(told, sender, feed) or None,
        text=words.text,
        quoted=words.quoted,
        signature=words.signature,
        message_id=feed.message(told.get("id")),
        references=_references(told, feed),
        named=named_in(words.text),
        ticket=feed.of(told.get("thread")),
        public=told.get("public") is True,
    )


def _ours(told: Json, sender: Json, channel: str, role: str, feed: Feed) -> AnswerGiven:
    return AnswerGiven(
        medium=channel,
        record="note" if channel == "phone" else "sent",
        automatic=role == "bot",
        ticket=feed.of(told.get("thread")),
        public=told.get("public") is True,
        agent="" if role == "bot" else feed.of(sender.get("id")) or _email(sender),
        customer_id=id_text(told.get("customer_id")) or None,
        text=said(word(told, "text"), "", channel).text,
        message_id=feed.message(told.get("id")),
        references=_references(told, feed),
    )


def _profile(told: Json, sender: Json, at: Moment, feed: Feed) -> tuple[Entry, ...]:
    """That his numbers and addresses are one person, where the message tells more than one of them."""
    own, alias = _customer(told, sender, feed), feed.of(sender.get("id") or _handle(sender))
    aliases = (alias,) if alias and alias != own else ()
    if len([one for one in (own, *aliases, _email(sender), _phone(sender)) if one]) < 2:
        return ()
    what = ProfileTold(
        customer_id=own or None,
        email=_email(sender) or None,
        phone=_phone(sender) or None,
        name=tidy(word(sender, "name")).strip(),
        aliases=aliases,
    )
    return (feed.ours(f"profile:{at}:{fingerprint(what)}", at, what),)


def _customer(told: Json, sender: Json, feed: Feed) -> str:
    """The shop's own number of him; else the system's, else what he calls himself there."""
    return id_text(told.get("customer_id")) or feed.of(sender.get("id") or _handle(sender))


def _handle(sender: Json) -> str:
    handle = word(sender, "handle").strip().removeprefix("@").lower()
    return f"@{handle}" if handle else ""


def _email(sender: Json) -> str:
    address = word(sender, "email").strip().lower()
    if address and not is_address(address):
        raise BadRecord("is no e-mail address", "Write it as name@example.org, or leave it out", "from.email")
    return address


def _phone(sender: Json) -> str:
    text = word(sender, "phone").strip()
    number = e164(text)
    if text and not number:
        raise BadRecord("is no number with its country code", "Write it as +49301234567, or leave it out", "from.phone")
    return number


def _references(told: Json, feed: Feed) -> tuple[str, ...]:
    answered = feed.message(told.get("in_reply_to"))
    return (answered,) if answered else ()


def _needed(told: Json, field: str) -> str:
    found = id_text(told.get(field))
    if not found:
        raise BadRecord("is missing or no text", f'Write "{field}": "..."', field)
    return found


def _one_of(told: Json, field: str, words: tuple[str, ...], place: str) -> str:
    found = word(told, field).strip().lower()
    if found not in words:
        raise BadRecord("is missing or not known", f"Write one of: {', '.join(words)}", place, found or None)
    return found


def _check_fields(told: Json, known: tuple[str, ...], before: str) -> None:
    for name in told:
        if name not in known:
            raise BadRecord("is no field of a message", f"Fields are: {', '.join(known)}", f"{before}{name}")
