"""A survey (CSAT) is a message of its own, answered later inside `content_attributes`. 1 is worst, 5 best.

Chatwoot binds an answer to whoever is the assignee that day. That is no fact about who helped, and is not read.
"""

from typing import Any, Final

from amends.facts import Entry, Moment
from amends.facts.kinds import SurveyAnswered
from amends.intake.helpdesk import BadRecord, Feed, Json, fingerprint, id_text, part, tidy, word
from amends.intake.named import named_in

from .conversations import contact_of
from .words import changed_at, whole_second

SURVEY: Final = "input_csat"
LOWEST, HIGHEST = 1, 5


def entries_of_survey(told: Json, ticket: str, conversation: Json, feed: Feed) -> tuple[Entry, ...]:
    """That he was asked; and his answer, where it is there. Raises BadRecord."""
    own = id_text(told.get("id"))
    asked_at = whole_second(told, "created_at")
    known: dict[str, Any] = {
        "survey": f"{feed.name}/csat/{own}",
        "lowest": LOWEST,
        "highest": HIGHEST,
        "ticket": ticket,
        "customer_id": feed.of(contact_of(conversation).get("id")) or None,
        "message_id": feed.message(own),
    }
    asked = SurveyAnswered(answered=False, finished=False, **known)
    entries = [feed.ours(f"csat:{own}:asked:{fingerprint(asked)}", asked_at, asked)]
    answer = part(told, "content_attributes", "submitted_values", "csat_survey_response")
    if answer:
        text = tidy(word(answer, "feedback_message")).strip()
        what = SurveyAnswered(score=_rating(answer), text=text, named=named_in(text), **known)
        at = _answered_at(told, conversation, asked_at)
        entries.append(feed.his(f"csat:{own}:{at}:{fingerprint(what)}", at, what))
    return tuple(entries)


def _rating(answer: Json) -> int:
    text = id_text(answer.get("rating"))
    if text not in {str(score) for score in range(LOWEST, HIGHEST + 1)}:
        step = f"Chatwoot's ratings are {LOWEST} to {HIGHEST}"
        raise BadRecord("is no rating", step, "content_attributes.submitted_values.csat_survey_response.rating", text)
    return int(text)


def _answered_at(told: Json, conversation: Json, asked: Moment) -> Moment:
    """The last change of the message, which stands only in its nested copy; else that of the conversation."""
    own, nested = id_text(told.get("id")), conversation.get("messages")
    copies = [one for one in nested if isinstance(one, dict)] if isinstance(nested, list) else []
    for copy in (told, *(one for one in copies if id_text(one.get("id")) == own)):
        if copy.get("updated_at"):
            return max(asked, whole_second(copy, "updated_at"))
    return changed_at(conversation, created=asked)
