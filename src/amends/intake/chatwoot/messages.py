"""A message: what the customer wrote, what one of us answered or noted, what a rule sent.

Whose it is may be told later (a visitor gives his address, a contact is merged); so a message names its contact by
Chatwoot's number only, and who that is stands in the profile.
"""

from typing import Any

from amends.facts import Entry
from amends.facts.kinds import AnswerGiven, ContactReceived
from amends.intake.helpdesk import BadRecord, Feed, Json, fingerprint, id_text, part, said, tidy, word
from amends.intake.mail.automatic import AUTOMATIC
from amends.intake.mail.headers import message_ids_of
from amends.intake.named import named_in

from .contacts import entries_of_contact
from .conversations import contact_of, created_at, number_of
from .surveys import SURVEY, entries_of_survey
from .words import ACTIVITY, INCOMING, TEMPLATE, channel_of, is_person, is_public, type_of, whole_second


def entries_of_message(told: Json, conversation: Json, feed: Feed) -> tuple[Entry, ...]:
    """The message, and the profile of its contact as of the beginning of the conversation. Raises BadRecord.

    Nothing for a message that was deleted: Chatwoot puts its own words in the place of what was written.
    """
    own, kind = id_text(told.get("id")), type_of(told)
    if not own:
        raise BadRecord("has no id", "Take in what Chatwoot tells with all its fields", "id")
    ticket, at = feed.of(number_of(conversation)), whole_second(told, "created_at")
    contact = _contact(told, conversation, kind)
    profile = entries_of_contact(contact, feed, created_at(conversation) or at) if contact else ()
    if part(told, "content_attributes").get("deleted") is True:
        return profile
    if word(told, "content_type") == SURVEY:
        return profile + entries_of_survey(told, ticket, {**conversation, "meta": {"sender": contact}}, feed)
    if kind == INCOMING:
        his = _his(told, conversation, ticket, contact, feed)
        return (*profile, feed.his(f"message:{own}:{fingerprint(his)}", at, his))
    ours = _ours(told, conversation, ticket, contact, feed)
    return (*profile, feed.ours(f"message:{own}:{fingerprint(ours)}", at, ours))


def _contact(told: Json, conversation: Json, kind: str) -> Json:
    """The customer: of his own message its sender where it is told, else whom the conversation is with."""
    sender = part(told, "sender") if kind == INCOMING else {}
    around = contact_of(conversation) or part(told, "contact")
    if not id_text(sender.get("id")):
        return around
    same = id_text(sender.get("id")) == id_text(around.get("id"))
    return {**around, **{name: value for name, value in sender.items() if value is not None}} if same else sender


def _his(told: Json, conversation: Json, ticket: str, contact: Json, feed: Feed) -> ContactReceived:
    channel, mail = channel_of(told, conversation), part(told, "content_attributes", "email")
    words = said(_text(told), "", channel)
    subject = tidy(word(mail, "subject")).strip()
    automatic = mail.get("auto_reply") is True
    return ContactReceived(
        channel=channel,
        is_contact=not automatic,
        why_not=AUTOMATIC if automatic else "",
        customer_id=feed.of(contact.get("id")) or None,
        subject=subject,
        text=words.text,
        quoted=words.quoted,
        signature=words.signature,
        message_id=_message_id(told, mail, channel, feed),
        references=_references(told, mail, feed),
        named=named_in(f"{subject}\n{words.text}"),
        attachments=_attachments(told),
        ticket=ticket,
        public=is_public(conversation),
    )


def _ours(told: Json, conversation: Json, ticket: str, contact: Json, feed: Feed) -> AnswerGiven:
    sender, kind, channel = part(told, "sender"), type_of(told), channel_of(told, conversation)
    note = told.get("private") is True or kind == ACTIVITY
    automatic = kind in (ACTIVITY, TEMPLATE) or not is_person(sender) or _is_by_rule(told)
    return AnswerGiven(
        medium=channel,
        record="note" if note else "sent",
        automatic=automatic,
        ticket=ticket,
        public=is_public(conversation) and not note,
        agent="" if automatic else feed.of(sender.get("id")),
        customer_id=feed.of(contact.get("id")) or None,
        text=said(_text(told), "", channel).text,
        message_id=feed.message(told.get("id")),
        references=_references(told, {}, feed),
    )


def _is_by_rule(told: Json) -> bool:
    by_rule = part(told, "content_attributes").get("automation_rule_id")
    return bool(by_rule or part(told, "additional_attributes").get("campaign_id"))


def _text(told: Json) -> str:
    mail = part(told, "content_attributes", "email", "text_content")
    return word(told, "content") or word(mail, "reply") or word(mail, "full")


def _message_id(told: Json, mail: Json, channel: str, feed: Feed) -> str:
    own = word(mail, "message_id") or (word(told, "source_id") if channel == "mail" else "")
    return next(iter(message_ids_of(own)), "") or feed.message(told.get("id"))


def _references(told: Json, mail: Json, feed: Feed) -> tuple[str, ...]:
    answers: Any = mail.get("in_reply_to")
    texts = answers if isinstance(answers, list) else [answers]
    ids = [one for text in texts if isinstance(text, str) for one in message_ids_of(text)]
    answered = feed.message(part(told, "content_attributes").get("in_reply_to"))
    return tuple(dict.fromkeys([*ids, answered] if answered else ids))


def _attachments(told: Json) -> tuple[str, ...]:
    files = told.get("attachments")
    found = [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    names = (word(one, "fallback_title") or word(one, "data_url").partition("?")[0].rpartition("/")[2] for one in found)
    return tuple(tidy(name) for name in names if name)
