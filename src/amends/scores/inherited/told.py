"""What systems tell beside the conversation: whether the rules allow it, and what was done that cannot be undone."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from amends.facts import Entry, Moment
from amends.facts.kinds import ActionTold, PolicyTold

from ..arrival import FIXABLE, IRREVERSIBLE
from ..taken import Vouched
from .heard import Heard
from .sittings import Sitting
from .ties import Ties
from .users import Users

_YES: Final = 1.0
_NO: Final = 0.0


def told_of(heard: Heard, ties: Ties, users: Users) -> dict[str, list[Vouched]]:
    """By case. What a person decided or did is authored by that person, the rest by the system that tells it."""
    found: dict[str, list[Vouched]] = defaultdict(list)
    rules: Iterable[tuple[Entry, PolicyTold | ActionTold]] = (*heard.policies, *heard.actions)
    for entry, what in rules:
        author = users.behind(what.by) if what.by else entry.source.name
        if isinstance(what, PolicyTold):
            value = Vouched(FIXABLE, _YES if what.allowed else _NO, author, entry.occurred)
        else:
            value = Vouched(IRREVERSIBLE, _YES, author, entry.occurred)
        for case in ties.of_entry(entry):
            found[case].append(value)
    return found


def nothing_done(heard: Heard, sitting: Sitting, told: Iterable[Vouched], at: Moment) -> Vouched | None:
    """That nothing was done which cannot be undone, by a system that tells all of it and was told complete from before
    the case began until the pick-up, `at`. Without that its silence says nothing.

    When it was told to be complete does not matter: like every such range it is a statement about its time.
    """
    if any(value.field == IRREVERSIBLE and value.known_at <= at for value in told):
        return None
    names = [
        entry.source.name
        for entry, what in heard.complete
        if what.complete_from <= sitting.case.opened and what.complete_to >= at
    ]
    return Vouched(IRREVERSIBLE, _NO, min(names), at) if names else None
