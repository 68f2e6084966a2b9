"""Chatwoot's own words: inboxes, types of messages, and its times, which are told in four ways."""

from typing import Final

from amends.facts import Moment
from amends.facts.moments import SECOND_US
from amends.intake.helpdesk import BadRecord, Json, id_text, moment_told, part, word

INCOMING, OUTGOING, ACTIVITY, TEMPLATE = "incoming", "outgoing", "activity", "template"
_TYPES: Final = {"0": INCOMING, "1": OUTGOING, "2": ACTIVITY, "3": TEMPLATE}  # the numbers stand in nested messages
_SOCIAL: Final = ("facebook", "instagram", "twitter", "tiktok", "youtube")
_PEOPLE: Final = ("", "user")  # the type of a sender of ours who is a person; bots say what they are


def type_of(told: Json) -> str:
    """incoming | outgoing | activity | template. Raises BadRecord for anything else."""
    kind = id_text(told.get("message_type"))
    found = _TYPES.get(kind, kind)
    if found not in _TYPES.values():
        step = "Take in what Chatwoot tells with all its fields"
        raise BadRecord("does not say whether it came in or went out", step, "message_type", kind or None)
    return found


def channel_of(message: Json, conversation: Json) -> str:
    """mail | phone | chat | social | form, by the inbox."""
    told = word(conversation, "channel") or word(part(conversation, "meta"), "channel")
    inbox = told.removeprefix("Channel::").lower()
    if inbox == "email" or word(message, "content_type") == "incoming_email":
        return "mail"
    if inbox == "voice":
        return "phone"
    return "social" if any(name in inbox for name in _SOCIAL) else "chat"


def is_public(conversation: Json) -> bool:
    """Whether everybody can read it: a tweet; everything else is between two."""
    return word(part(conversation, "additional_attributes"), "type") == "tweet"


def is_person(sender: Json) -> bool:
    """Whether a person of ours wrote it: no bot, no rule, no assistant."""
    return bool(sender) and word(sender, "type").lower() in _PEOPLE


def whole_second(told: Json, *fields: str) -> Moment:
    """The time of the first of these fields; in whole seconds, because nested objects tell no more. Raises BadRecord.

    It is ISO 8601 on top, seconds since 1970 inside, and `2020-03-03 13:05:57 UTC` in old versions.
    """
    plain = {name: _iso(told.get(name)) for name in fields}
    return Moment(moment_told(plain, *fields) // SECOND_US * SECOND_US)


def changed_at(told: Json, *, created: Moment) -> Moment:
    """When a conversation changed, as of the event about it: never before it was created. Raises BadRecord."""
    names = ("updated_at", "last_activity_at", "timestamp")
    known = {name: told.get(name) for name in names if told.get(name)}
    return max(created, whole_second(known, *names)) if known else created


def _iso(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.replace(".", "", 1).isdigit():
        return float(text)
    return text.removesuffix(" UTC").replace(" ", "T") + "Z" if text.endswith(" UTC") else text
