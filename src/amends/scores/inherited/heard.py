"""Of all that was told of a customer, what scores look at: sorted by kind once, in order of happening."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from amends.facts import CUSTOMER, Entry, in_order_of_happening
from amends.facts.kinds import (
    ActionTold,
    AnswerGiven,
    AppealAnswered,
    AppealMade,
    CompletenessDeclared,
    ContactEnded,
    ContactRouted,
    PolicyTold,
    ProfileTold,
    SecondLook,
    SurveyAnswered,
    What,
)

_Told = TypeVar("_Told", tuple[Entry, PolicyTold], tuple[Entry, ActionTold])
ACTIONS: Final = "actions"  # what a system declares itself complete of that tells every action which cannot be undone


@dataclass(frozen=True, slots=True)
class Heard:
    """By kind; what the customer himself says of rules and actions vouches for nothing and is left out."""

    routed: list[tuple[Entry, ContactRouted]] = field(default_factory=list)
    policies: list[tuple[Entry, PolicyTold]] = field(default_factory=list)
    actions: list[tuple[Entry, ActionTold]] = field(default_factory=list)
    complete: list[tuple[Entry, CompletenessDeclared]] = field(default_factory=list)
    surveys: list[tuple[Entry, SurveyAnswered]] = field(default_factory=list)
    ended: list[Entry] = field(default_factory=list)
    answers: list[tuple[Entry, AnswerGiven]] = field(default_factory=list)
    profiles: list[tuple[Entry, ProfileTold]] = field(default_factory=list)
    looks: list[tuple[Entry, SecondLook]] = field(default_factory=list)
    appeals: list[Entry] = field(default_factory=list)


_LISTS: Final[dict[type[What], str]] = {
    ContactRouted: "routed",
    PolicyTold: "policies",
    ActionTold: "actions",
    CompletenessDeclared: "complete",
    SurveyAnswered: "surveys",
    AnswerGiven: "answers",
    ProfileTold: "profiles",
    SecondLook: "looks",
}
_APPEALS: Final = (AppealMade, AppealAnswered)


def heard(told: Iterable[Entry]) -> Heard:
    """Each entry once, in order of happening, so that the order in which they arrived never matters."""
    found = Heard()
    for entry in in_order_of_happening(told):
        what = entry.what
        kind = type(what)
        name = _LISTS.get(kind)
        if name is None:
            if kind in _APPEALS:
                found.appeals.append(entry)
            elif kind is ContactEnded:
                found.ended.append(entry)
        elif not (kind is CompletenessDeclared and what.of != ACTIONS):  # type: ignore[attr-defined]
            getattr(found, name).append((entry, what))
    return replace(found, policies=_vouched_for(found.policies), actions=_vouched_for(found.actions))


def _vouched_for(told: list[_Told]) -> list[_Told]:
    """Without what the customer himself says."""
    return [one for one in told if one[0].source.root != CUSTOMER]
