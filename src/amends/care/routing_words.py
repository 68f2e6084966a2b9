"""A decision as a sentence, for whoever reads it instead of a program."""

from typing import Final

from .routing_decision import Action, Decision, Rule

_BECAUSE: Final = {
    Rule.AT_LIMIT: "the longest wait is reached, so nothing else counts",
    Rule.PROMISE_DUE: "a call is promised for now",
    Rule.SCORE: "",
    Rule.SHIFT: "nobody with the skill has the time that such a case takes",
    Rule.KNOWN_BUSY: "the one who knows the case has another contact now",
    Rule.NOT_YET: "the promised time is not there yet",
    Rule.NO_SKILL: "nobody here has the skill",
    Rule.NOT_PAIRED: "everybody here with the skill is not to meet this customer",
    Rule.GUARD: "a hard one, and somebody who had less of it takes it next",
    Rule.NOBODY_FREE: "everybody with the skill has another contact now",
}
_TERMS: Final = ("waited", "ageing", "due", "known", "second_skill", "care")


def in_words(decision: Decision) -> str:
    """`c7: to ana: waited +0.40, known +3.00.`"""
    why = _BECAUSE[Rule(str(decision.terms["rule"]))]
    if decision.action is Action.WAIT:
        return f"{decision.contact_id}: waits: {why}."
    if decision.action is Action.OFFER_CALL_BACK:
        by = f" by {decision.agent}, who knows the case" if decision.agent else ""
        return f"{decision.contact_id}: offer a call-back{by}: {why}."
    terms = ", ".join(f"{name} {value:+.2f}" for name in _TERMS if (value := float(decision.terms[name] or 0)))
    return f"{decision.contact_id}: to {decision.agent}: {'; '.join(part for part in (why, terms) if part) or 'free'}."
