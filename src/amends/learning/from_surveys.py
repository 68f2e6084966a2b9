"""Bad surveys: one after an error that others vouch for is a further way in which it was found. A survey alone proves
nothing: it is followed up, and is no mistake until somebody notes what went wrong.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from amends.facts import CustomerFile, Entry, Moment, Policy
from amends.facts.kinds import AnswerGiven, SurveyAnswered
from amends.facts.moments import DAY_US
from amends.recovery.survey_words import is_bad

from .mistakes import FoundBy, Mistake, Way
from .talked import Talked

HOW = "a customer answered a survey badly after it"


def with_surveys(mistakes: Iterable[Mistake], file: CustomerFile, policy: Policy, talked: Talked) -> list[Mistake]:
    """These mistakes with the surveys that followed them."""
    found = list(mistakes)
    for entry, survey in _bad(file, policy):
        about = [number for number, one in enumerate(found) if _is_about(entry, survey, one, policy, talked)]
        for number in about:
            one = found[number]
            way = Way(entry.occurred, FoundBy.CUSTOMER, HOW)
            also = tuple(sorted({*one.also, survey_id(survey)}))
            found[number] = replace(one, ways=tuple(sorted({*one.ways, way})), also=also)
    return found


def survey_id(survey: SurveyAnswered) -> str:
    """The id under which somebody notes what only this survey brought up."""
    return f"survey:{survey.survey}"


def _bad(file: CustomerFile, policy: Policy) -> Iterator[tuple[Entry, SurveyAnswered]]:
    """Each survey once, by its first bad answer."""
    seen: set[str] = set()
    for entry in file.told:
        what = entry.what
        if isinstance(what, SurveyAnswered) and what.answered and is_bad(what, policy) and what.survey not in seen:
            seen.add(what.survey)
            yield entry, what


def _is_about(entry: Entry, survey: SurveyAnswered, mistake: Mistake, policy: Policy, talked: Talked) -> bool:
    """It names the contact, or the call in which it was said; one that names nothing is about what was just before."""
    if mistake.happened is None or mistake.happened > entry.occurred:
        return False
    kind, _, name = mistake.matter.partition(":")
    said = talked.entry(name) if kind == "contact" else None
    if said is not None and isinstance(said.what, AnswerGiven) and survey.call and said.what.call == survey.call:
        return True
    asked = talked.asked_about(survey, entry.occurred)
    if asked:
        return asked in talked.whole(mistake.contacts)
    if survey.call or survey.ticket:
        return False
    return _recent(mistake.happened, entry.occurred, policy)


def _recent(happened: Moment, asked: Moment, policy: Policy) -> bool:
    return happened <= asked <= happened + policy.chain_window_days * DAY_US
