"""The words that a field may hold where its type is plain text: one list for tables, surveys and what is posted."""

from typing import Final

DELIVERY_STATES: Final = ("announced", "on_its_way", "delivered", "failed", "returned", "lost")
RECORDS: Final = ("sent", "transcript", "voicemail", "note")
LABELS: Final = ("good", "neutral", "bad")
CHANNELS: Final = {
    "mail": "mail",
    "email": "mail",
    "phone": "phone",
    "call": "phone",
    "chat": "chat",
    "social": "social",
    "form": "form",
    "web": "form",
}
MEDIA: Final = {**CHANNELS, "letter": "letter"}
ROUTINGS: Final = ("policy", "random")
INVITERS: Final = ("system", "agent")
PREFERENCES: Final = ("opt_out", "opt_in", "objection", "notice")

# Of the kinds that are posted: which words a field may hold; an empty one says that nothing is known.
WORDS_OF: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("delivery.told", "state"): DELIVERY_STATES,
    ("answer.given", "medium"): tuple(dict.fromkeys(MEDIA.values())),
    ("answer.given", "record"): RECORDS,
    ("survey.answered", "label"): (*LABELS, ""),
    ("survey.answered", "invited_by"): (*INVITERS, ""),
    ("contact.routed", "routing"): ROUTINGS,
    ("preference.told", "what"): PREFERENCES,
}
