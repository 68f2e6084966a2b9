"""What an agent inherited: the state of a contact as known at its pick-up, vouched for by somebody else."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem

PRIOR_CONTACTS: Final = "prior_contacts"
WRONG: Final = "wrong_information"
IRREVERSIBLE: Final = "irreversible_action"
FIXABLE: Final = "fixable"
WAITING: Final = "waiting_minutes"
FIELDS: Final = (PRIOR_CONTACTS, WRONG, IRREVERSIBLE, FIXABLE, WAITING)
YES_OR_NO: Final = (WRONG, IRREVERSIBLE, FIXABLE)


@dataclass(frozen=True, slots=True)
class Unheard:
    """Values that were refused: how many were the agent's own, learnt after the pick-up, said by nobody or at no time,
    about no contact of the table, of a field that was not asked for, or no number.
    """

    own: int = 0
    later: int = 0
    unsigned: int = 0
    unknown_contact: int = 0
    unknown_field: int = 0
    no_number: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.own + self.later + self.unsigned + self.unknown_contact + self.unknown_field + self.no_number


@dataclass(frozen=True, slots=True)
class Arrival:
    """`values` has a row for each contact and a column for each field; NaN where nobody else vouched in time."""

    fields: tuple[str, ...]
    values: NDArray[np.float64]
    unheard: Unheard = field(default_factory=Unheard)
    problems: tuple[Problem, ...] = ()

    def column(self, name: str) -> NDArray[np.float64] | None:
        """One field; None where nothing is known of it."""
        if name not in self.fields:
            return None
        found: NDArray[np.float64] = self.values[:, self.fields.index(name)]
        return None if np.isnan(found).all() else found
