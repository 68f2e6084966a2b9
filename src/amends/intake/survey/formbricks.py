"""A response as formbricks tells it, in the columns of a survey.

Its webhook tells the same response up to three times: responseCreated, responseUpdated, responseFinished, with the
whole response each time (formbricks.com/docs, "Webhooks"). `data` holds the answers by question id and the hidden
fields by name; `contact` may be null; `meta.url` is the page, with what its link carried.
"""

import re
from collections.abc import Mapping as Words
from typing import Any

from amends.intake.table import Mapping
from amends.intake.table.cells import TICKS

from .columns import ALSO, SCALES, plain
from .link import carried_by
from .rows import LABELS_OF, SURVEYS

NAME = "formbricks"
EVENTS = ("responseCreated", "responseUpdated", "responseFinished")
_ANSWERS = ("score", "label", "text", "reason", "no_feedback_call", "opt_out")  # a link says who, not what he answers
_OURS = frozenset(SURVEYS.columns) - {"survey_id", "answered_at", "asked_at", "finished", "answered"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NO_WORDS = frozenset({"clicked", "dismissed", "accepted", "booked", ""})  # what formbricks puts for a button


def is_response(told: Any) -> bool:
    """Whether a JSON value is one event of the webhook about a response."""
    return isinstance(told, dict) and told.get("event") in EVENTS and isinstance(told.get("data"), dict)


def cells_of_response(event: Words[str, Any], mapping: Mapping) -> dict[str, str]:
    """The columns that a response fills. What nobody named as a column is kept among the words, numbers with the id
    of their question, so that nothing he said is lost and no number is taken for a score that is none.
    """
    told = event["data"]
    answers = told.get("data") if isinstance(told.get("data"), dict) else {}
    cells, rest = _answers(answers, mapping)
    for name, value in _about(told).items():
        if name not in _ANSWERS:
            cells.setdefault(name, value)
    if "score" in cells and not _has_scale(cells, mapping):
        rest.append(("score", f"score: {cells.pop('score')}"))
    cells["text"] = "\n".join([*filter(None, [cells.get("text", "")]), *(words for _, words in sorted(rest))])
    finished = told.get("finished") in (True, "true") or event["event"] == "responseFinished"
    times = (told.get("updatedAt"), told.get("createdAt"))
    cells |= {"survey_id": _word(told.get("id")), "finished": str(finished).lower()}
    cells["answered_at"] = next((at for at in times if isinstance(at, str) and at), "")
    return cells


def _answers(answers: Words[str, Any], mapping: Mapping) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The answers that are columns of ours, and the words of the others by question."""
    named = {theirs: ours for ours, theirs in mapping.columns.items()}
    cells: dict[str, str] = {}
    rest: list[tuple[str, str]] = []
    for question, value in sorted(answers.items()):
        if question in mapping.ignore:
            continue
        usual = plain(question)
        ours = named.get(question) or ALSO.get(usual, usual)
        words = _word(value)
        if ours in _OURS and ours not in cells and _fits(ours, words, mapping):
            cells[ours] = "yes" if ours == "no_feedback_call" and words.lower() not in TICKS else words
            if ours == "score" and usual in SCALES:
                cells.setdefault("scale", SCALES[usual])
        elif words.lower() not in _NO_WORDS:
            rest.append((question, words if _is_said(value) else f"{question}: {words}"))
    return cells, rest


def _fits(name: str, words: str, mapping: Mapping) -> bool:
    """Whether an answer can be what its question is called; "Very satisfied" is no score, and still said."""
    if name == "score":
        return bool(_NUMBER.fullmatch(words))
    return bool(words) and (name != "label" or mapping.states.get(words, words).lower() in LABELS_OF)


def _has_scale(cells: Words[str, str], mapping: Mapping) -> bool:
    return bool(cells.get("scale") or (cells.get("scale_min") and cells.get("scale_max")) or mapping.scale)


def _about(told: Words[str, Any]) -> dict[str, str]:
    """Who he is and what it was about: from the contact, then from the link he came by, which anybody can change."""
    meta, contact, attributes = (_object(told.get(name)) for name in ("meta", "contact", "contactAttributes"))
    link = carried_by(_word(meta.get("url")))
    found: dict[str, str] = {}
    for name, value in (
        *attributes.items(),
        *_object(contact.get("attributes")).items(),
        *contact.items(),
        *link.items(),
    ):
        ours = ALSO.get(plain(name), plain(name))
        if ours in _OURS and _word(value):
            found.setdefault(ours, _word(value))
    if number := _word(contact.get("id")):
        found.setdefault("customer_id", f"{NAME}/{number}")
    return found


def _object(value: Any) -> Words[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_said(value: Any) -> bool:
    """Words, and not a number: those were made text when they were read."""
    return not isinstance(value, bool) and not _NUMBER.fullmatch(_word(value))


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_word, value)))
    if isinstance(value, bool):
        return str(value).lower()
    return value.strip() if isinstance(value, str) else ""
