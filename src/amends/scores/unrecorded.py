"""Broken hand-overs that nobody recorded: how many there are for each recorded one, and who has to bear them.

Whose contacts are often followed by a recorded wrong or irreversible step leaves others behind that were not recorded.
They show in the answers after the next contact, where nothing was recorded: how much worse those are, along what was
recorded after other contacts of the same agent, is how much goes unrecorded for each that is recorded.

Whether they come to some more than to others shows in who is given those next contacts: if contacts after error-prone
colleagues go, with nothing recorded, where recorded damage goes, then unrecorded damage goes there too. Where routing
follows what is recorded alone, they do not, and nobody is excused.

Nothing of the agent's own is asked about here, and nothing that he wrote himself. Both figures are at least nought.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .contacts import Contacts
from .own import Own, own_from
from .pooling import above_nought, means_of, pooled
from .state import State
from .within import within_agents

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]

_SCALE = 1.5  # unrecorded for each recorded: three times as many would be surprising
_ROWS_MIN = 100


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """For each broken hand-over that was recorded, how many were not, with standard deviations: `left` of those that
    agents leave behind, `borne` of those that are routed as the recorded ones are. `load` is by agent, mean 0: the
    recorded damage in what he was given, in log odds. `columns` of the state are those of damage.
    """

    left: float
    left_sd: float
    borne: float
    borne_sd: float
    load: Numbers
    columns: tuple[int, ...]


def unrecorded_of(contacts: Contacts, state: State, own: Own, following: Rows, used: NDArray[np.bool_]) -> Unrecorded:
    """From the `used` contacts that were followed by another; `following` as told by `Contacts.next_rows`."""
    columns = tuple(at for at in state.damaged if not state.names[at].endswith("not known"))
    agent, count = contacts.agent.codes, len(contacts.agent)
    damage = state.columns[:, columns] @ own.expected.beta[list(columns)]
    rows = np.flatnonzero(used & (following >= 0))
    after = following[rows]
    if not damage.any() or len(rows) < _ROWS_MIN:
        return Unrecorded(0.0, 0.0, 0.0, 0.0, np.zeros(count), columns)
    prone = pooled(*means_of(damage[after] - damage[rows], agent[rows], count)).effect
    unseen = (damage[after] == 0) & (agent[after] != agent[rows])
    left = _left(contacts, own, prone, rows[unseen], after[unseen])
    borne = _borne(contacts, state, columns, damage, prone, rows, after, unseen)
    load = pooled(*means_of(damage[used], agent[used], count)).effect
    return Unrecorded(*above_nought(*left, _SCALE), *above_nought(*borne, _SCALE), load, columns)


def own_excused(own: Own, unrecorded: Unrecorded, contacts: Contacts, answered: Rows) -> Own:
    """Less what was borne without a record: an average agent would have had to bear it as well."""
    along = unrecorded.borne * unrecorded.load
    odds_sd = np.hypot(own.odds_sd, unrecorded.borne_sd * unrecorded.load)
    excused = own_from(own.expected, own.odds - along, odds_sd, answered)
    odds = own.expected.odds + along[contacts.agent.codes]
    return replace(excused, expected=replace(own.expected, odds=odds, chance=expit(odds)))


def _left(contacts: Contacts, own: Own, prone: Numbers, rows: Rows, after: Rows) -> tuple[float, float]:
    """How much worse answers are after the next contact, for each recorded log odds of others' damage, and its sd."""
    answered = contacts.answer[after] >= 0
    agent, after = contacts.agent.codes[rows[answered]], after[answered]
    chance = expit(own.expected.odds[after] + own.odds[contacts.agent.codes[after]])
    weight = chance * (1 - chance)
    along = prone[agent]
    along = along - (weight @ along) / max(float(weight.sum()), 1e-12)
    square = float(weight @ along**2)
    if square <= 0:
        return 0.0, 0.0
    return float(along @ (contacts.answer[after] - chance)) / square, square**-0.5


def _borne(
    contacts: Contacts,
    state: State,
    columns: tuple[int, ...],
    damage: Numbers,
    prone: Numbers,
    rows: Rows,
    after: Rows,
    unseen: NDArray[np.bool_],
) -> tuple[float, float]:
    """How far next contacts with nothing recorded go where recorded damage goes, along the agent before, and its sd.

    Each contact is left out of the load of whoever was given it.
    """
    agent, count = contacts.agent.codes, len(contacts.agent)
    size = np.bincount(agent, minlength=count)[agent[after]]
    load = np.bincount(agent, damage, count)[agent[after]] - damage[after]
    load = load / np.maximum(size - 1, 1)
    others = [at for at in range(len(state.names)) if at not in columns]
    rest = State(state.columns[:, others], tuple(state.names[at] for at in others))
    seen = _beyond(contacts, rest, damage[after], after)
    routed = float(seen @ _beyond(contacts, rest, load, after)) / max(float(seen @ seen), 1e-12)
    before, after = agent[rows[unseen]], after[unseen]
    along = _beyond(contacts, state, prone[before], after)
    moved = _beyond(contacts, state, load[unseen], after)
    square = float(along @ along)
    if routed <= 0 or square <= 0:
        return 0.0, 0.0
    slope = float(along @ moved) / square
    by_agent = np.bincount(before, along * (moved - slope * along), count)
    return slope / routed, float(np.sqrt(by_agent @ by_agent)) / square / routed


def _beyond(contacts: Contacts, state: State, target: Numbers, rows: Rows) -> Numbers:
    """What the state does not lead one to expect."""
    return target - within_agents(contacts, state, target, rows, across=True)
