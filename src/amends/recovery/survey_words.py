"""What a survey's answer says by itself: whether it is bad, and what he remarked about being asked."""

import re

from amends.facts import Policy
from amends.facts.kinds import SurveyAnswered

_NOT = r"(?:don['’]?t|do not)"
_REMARK = re.compile(
    rf"[^.!?\n]*\b(?:{_NOT} (?:bother|waste)|{_NOT} (?:call|contact|phone|ring) me|leave me alone"
    r"|no (?:call|calls|callback|call-back) (?:please|needed))\b[^.!?\n]*[.!?]?",
    re.IGNORECASE,
)
_TICKED = 'Ticked "do not contact me" about feedback.'


def is_bad(survey: SurveyAnswered, policy: Policy) -> bool:
    """Bad by the source's own word, else at or below `policy.survey_bad_at_most_percent` of the scale: 3 of 5 (of 1 to
    5) and 6 of 10 with the default of 60. Without a scale a score says nothing.
    """
    if survey.label:
        return survey.label == "bad"
    if survey.score is None or survey.highest is None or survey.highest <= 0:
        return False
    if (survey.lowest or 0) < 0:  # a scale through zero: measured from its lower end
        share, whole = survey.score - (survey.lowest or 0), survey.highest - (survey.lowest or 0)
    else:
        share, whole = survey.score, survey.highest
    return share * 100 <= policy.survey_bad_at_most_percent * whole


def score_words(survey: SurveyAnswered) -> str:
    """ "1 of 5", or the source's own word; below zero only with its scale: "bad (-103 on a scale of -103 to 103)"."""
    if survey.score is not None and survey.lowest is not None and survey.highest is not None and survey.lowest < 0:
        scale = f"{survey.score} on a scale of {survey.lowest} to {survey.highest}"
        return f"{survey.label} ({scale})" if survey.label else scale
    if survey.score is not None and survey.highest is not None:
        return f"{survey.score} of {survey.highest}"
    return survey.label or ("without a score" if survey.score is None else str(survey.score))


def remarks_of(survey: SurveyAnswered) -> tuple[str, ...]:
    """What he said about being contacted that is no opt-out: shown, quoted, and no reason to leave it."""
    said = [found[0].strip() for text in (survey.text, survey.reason) for found in _REMARK.finditer(text)]
    return tuple(dict.fromkeys((*said, *((_TICKED,) if survey.no_feedback_call else ()))))
