"""A satisfaction rating: 103 is extremely happy, 100 neutral, -103 extremely unhappy; some exports write the words.

It has as many ratings as the survey has questions; `default_question` is the one about the whole.
"""

from collections.abc import Mapping

from amends.facts import Entry
from amends.facts.kinds import SurveyAnswered
from amends.intake.helpdesk import BadRecord, Json, id_text, moment_told, tidy, word
from amends.intake.named import named_in

from .codes import HIGHEST_SCORE, LOWEST_SCORE, SCORES, label_of
from .feed import Feed

_DEFAULT = "default_question"


def entries_of_rating(told: Json, feed: Feed) -> tuple[Entry, ...]:
    """The answer; a changed one is a further entry. Raises BadRecord."""
    own, at = id_text(told.get("id")), moment_told(told, "updated_at", "created_at")
    if not own:
        raise BadRecord("has no id", "Export it again with all its fields", "id")
    score, text = _score(told), tidy(word(told, "feedback")).strip()
    what = SurveyAnswered(
        survey=f"{feed.name}/rating/{own}",
        score=score,
        lowest=LOWEST_SCORE,
        highest=HIGHEST_SCORE,
        label=label_of(score),
        ticket=feed.of(told.get("ticket_id")),
        agent=feed.of(told.get("agent_id")),
        customer_id=feed.of(told.get("user_id")) or None,
        text=text,
        named=named_in(text),
    )
    return (feed.his(f"rating:{own}:{score}:{at}", at, what),)


def _score(told: Json) -> int:
    ratings = told.get("ratings")
    if not isinstance(ratings, Mapping) or not ratings:
        raise BadRecord("has no ratings", "Export it again with all its fields", "ratings")
    name = _DEFAULT if _DEFAULT in ratings else min(ratings)
    value = ratings[name]
    word = value.strip().lower().replace("_", " ") if isinstance(value, str) else ""
    text = id_text(value)
    if word in SCORES:
        return SCORES[word]
    if text.removeprefix("-").isdigit() and int(text) in SCORES.values():
        return int(text)
    step = f"Known are {HIGHEST_SCORE} to {LOWEST_SCORE} and {', '.join(SCORES)}"
    raise BadRecord("is no rating that is known here", step, f"ratings.{name}", str(value)[:60])
