"""Zammad's own words: types and senders of articles, by name or by the numbers that every installation starts with."""

from typing import Final

from amends.intake.helpdesk import Json, id_text, part, word

NOBODY: Final = frozenset({"", "0", "1"})  # user 1 is "-", Zammad itself: who does what its triggers do

_TYPES: Final = {
    "1": "email",
    "2": "sms",
    "3": "chat",
    "4": "fax",
    "5": "phone",
    "6": "twitter status",
    "7": "twitter direct-message",
    "8": "facebook feed post",
    "9": "facebook feed comment",
    "10": "note",
    "11": "web",
}
_SENDERS: Final = {"1": "agent", "2": "customer", "3": "system"}
_CHANNELS: Final = {"email": "mail", "phone": "phone", "sms": "chat", "chat": "chat"}
_CHATS: Final = ("telegram", "whatsapp", "messenger", "line", "wechat", "signal", "rocket", "teams", "slack")
_SOCIAL: Final = ("twitter", "facebook", "instagram", "mastodon", "bluesky", "linkedin")
_AMONG_TWO: Final = ("direct", "personal", "message", "messenger")


def type_of(told: Json, field: str = "type") -> str:
    """The type of an article in small letters; empty where it is not told."""
    return _named(told, field, _TYPES)


def sender_of(told: Json) -> str:
    """agent | customer | system, or another word that somebody made up; empty where it is not told."""
    return _named(told, "sender", _SENDERS)


def channel_of(kind: str) -> str:
    """mail | phone | chat | social | form. A note, a web form, a fax and what is not known count as a form."""
    if kind in _CHANNELS:
        return _CHANNELS[kind]
    if any(name in kind for name in _CHATS):
        return "chat"
    return "social" if any(name in kind for name in _SOCIAL) else "form"


def is_public(kind: str) -> bool:
    """Whether everybody can read it: a tweet or a post, not a direct message."""
    return channel_of(kind) == "social" and not any(name in kind for name in _AMONG_TWO)


def _named(told: Json, field: str, numbers: dict[str, str]) -> str:
    """A field that is a name, an object with a name, or only an id beside it."""
    name = word(told, field) or word(part(told, field), "name")
    own = id_text(told.get(f"{field}_id")) or id_text(part(told, field).get("id"))
    return (name or numbers.get(own, "")).strip().lower()
