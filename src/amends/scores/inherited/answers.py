"""What customers answered when they were asked about a contact, and who chose to ask."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.facts import Entry, Moment, Policy
from amends.facts.kinds import SurveyAnswered
from amends.facts.moments import DAY_US
from amends.recovery.survey_words import is_bad

from .heard import Heard
from .sittings import Sitting, Sittings

BY_SYSTEM: Final = "system"
BY_AGENT: Final = "agent"
EARLY_US: Final = DAY_US  # clocks differ by less; an answer of before that is about something else
_Told = tuple[Entry, SurveyAnswered]


@dataclass(frozen=True, slots=True)
class Asked:
    """One contact of which he was asked. `answer`: 1 negative, 0 positive, None not answered, or without a score.
    `agent` is the one whom the source bound the survey to, by its name for him; empty where it did not.
    """

    answer: int | None
    invited_by: str
    agent: str


def asked_of(heard: Heard, sittings: Sittings, policy: Policy) -> dict[str, Asked]:
    """By sitting. One asked of twice has the answer that he gave last."""
    surveys: dict[str, list[_Told]] = defaultdict(list)
    for entry, what in heard.surveys:
        surveys[what.survey].append((entry, what))
    told: dict[str, list[_Told]] = defaultdict(list)
    for some in surveys.values():
        sitting = _bound(some, heard, sittings)
        if sitting is not None and max(entry.occurred for entry, _ in some) >= sitting.at - EARLY_US:
            told[sitting.id] += some
    return {id_: _asked(sorted(some, key=_happened), policy) for id_, some in told.items()}


def _happened(told: _Told) -> tuple[Moment, str]:
    return told[0].occurred, told[0].id


def _bound(survey: Sequence[_Told], heard: Heard, sittings: Sittings) -> Sitting | None:
    """The contact that a survey is about: the call or the reply that it names, else the last on its ticket when he was
    asked; of these the last that the agent took whom it is bound to. A survey that names nothing is about no contact.
    """
    at = survey[0][0].occurred
    for _, what in survey:
        found = sittings.about(ticket=what.ticket, call=what.call, message_id=what.message_id, at=at)
        found = found or _of_reply(what.message_id, heard, sittings)
        if found:
            user = sittings.users.behind(what.agent)
            his = [one for one in found if user in {sittings.users.behind(name) for name in one.names}]
            return (his or found)[-1]
    return None


def _of_reply(message_id: str, heard: Heard, sittings: Sittings) -> tuple[Sitting, ...]:
    """What a reply of ours answers."""
    for entry, what in heard.answers:
        if message_id and what.message_id == message_id:
            for answered in reversed(what.references):
                if found := sittings.about(message_id=answered, at=entry.occurred):
                    return found
            return sittings.about(ticket=what.ticket, call=what.call, at=entry.occurred)
    return ()


def _asked(told: Sequence[_Told], policy: Policy) -> Asked:
    answered = [what for _, what in told if what.answered and _says_something(what)]
    # who chose to ask is not guessed: unless the team says how its surveys are sent, it counts as if the agent had
    inviters = {what.invited_by for _, what in told if what.invited_by} or {policy.surveys_sent_by or BY_AGENT}
    return Asked(
        answer=int(is_bad(answered[-1], policy)) if answered else None,
        invited_by=BY_SYSTEM if inviters == {BY_SYSTEM} else BY_AGENT,
        agent=next((what.agent for _, what in reversed(told) if what.agent), ""),
    )


def _says_something(what: SurveyAnswered) -> bool:
    """Words alone are neither a yes nor a no; nor is a score whose scale nobody knows."""
    return bool(what.label) or (what.score is not None and what.highest is not None and what.highest > 0)
