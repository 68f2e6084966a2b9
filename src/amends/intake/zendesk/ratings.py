"""Satisfaction: the ratings of old accounts (offered, good, bad) and the survey responses of new ones.

`assignee_id` of a rating is who held the ticket WHEN IT WAS RATED, by Zendesk's documents; it is null where nobody did,
and then nobody is named.
"""

from typing import Any

from amends.facts import Entry
from amends.facts.kinds import SurveyAnswered
from amends.intake.helpdesk import BadRecord, Json, id_text, moment_told, tidy, word
from amends.intake.named import named_in

from .feed import Feed

_UNASKED = frozenset({"unoffered", ""})
_LOWEST, _HIGHEST = 1, 5


def entries_of_rating(told: Json, feed: Feed) -> tuple[Entry, ...]:
    """Asked, or answered; a changed answer is a further entry. None for `unoffered`. Raises BadRecord."""
    own, score = id_text(told.get("id")), _score(told.get("score"))
    if not own:
        raise BadRecord("has no id", "Export it again with all its fields", "id")
    if score in _UNASKED:
        return ()
    survey, ticket = f"{feed.name}/rating/{own}", feed.of(told.get("ticket_id"))
    customer, agent = feed.of(told.get("requester_id")) or None, feed.of(told.get("assignee_id"))
    if score == "offered":
        asked = SurveyAnswered(survey=survey, answered=False, ticket=ticket, customer_id=customer)
        return (feed.ours(f"rating:{own}:offered", moment_told(told, "created_at"), asked),)
    label = next((word for word in ("good", "bad", "neutral") if score.startswith(word)), "")
    number = int(score) if score.isdigit() and _LOWEST <= int(score) <= _HIGHEST else None
    if not label and number is None:
        raise BadRecord("is no score that is known here", "Known are offered, good, bad and 1 to 5", "score", score)
    text, reason = tidy(word(told, "comment")).strip(), tidy(word(told, "reason")).strip()
    answer = SurveyAnswered(
        survey=survey,
        score=number,
        lowest=_LOWEST if number else None,
        highest=_HIGHEST if number else None,
        label=label,
        ticket=ticket,
        agent=agent,
        customer_id=customer,
        text=text,
        reason=reason,
        named=named_in(text),
    )
    at = moment_told(told, "updated_at", "created_at")
    return (feed.his(f"rating:{own}:{score}:{at}", at, answer),)


def entries_of_response(told: Json, feed: Feed) -> tuple[Entry, ...]:
    """A survey response: a rating on a scale with its category, and what was written. Raises BadRecord."""
    own, answers = id_text(told.get("id")), [a for a in _list(told, "answers") if isinstance(a, dict)]
    rated = next((a for a in answers if a.get("rating") is not None), None)
    if not own or not answers:
        raise BadRecord("is no survey response with answers", "Export it again with all its fields", "answers")
    tickets = [
        feed.of(s.get("id")) for s in _list(told, "subjects") if isinstance(s, dict) and s.get("type") == "ticket"
    ]
    text = tidy("\n".join(word(a, "value") for a in answers if word(a, "type") == "open_ended")).strip()
    score = rated.get("rating") if rated else None
    category = word(rated, "rating_category").lower() if rated else ""
    at = max(moment_told(a, "updated_at", "created_at") for a in answers)
    answer = SurveyAnswered(
        survey=f"{feed.name}/response/{own}",
        score=score if isinstance(score, int) else None,
        lowest=_LOWEST if isinstance(score, int) else None,
        highest=_HIGHEST if isinstance(score, int) else None,
        label=category if category in ("good", "bad", "neutral") else "",
        ticket=next(iter(tickets), ""),
        customer_id=feed.of(told.get("responder_id")) or None,
        text=text,
        named=named_in(text),
    )
    return (feed.his(f"response:{own}:{at}", at, answer),)


def _score(told: object) -> str:
    return told.strip().lower() if isinstance(told, str) else id_text(told)


def _list(told: Json, field: str) -> list[Any]:
    value = told.get(field)
    return value if isinstance(value, list) else []
