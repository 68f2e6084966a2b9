"""Fair scores: two numbers for each agent, each with its doubt, their sum, and a gate before all of them.

    found = fit(contacts, arrival)
    found.gate()      pass, or hold with reasons and what to do
    found.system()    what is about all of them together
    found.agents()    a row for each agent; refused while the gate holds

The question is fixed first: if an average agent had taken this agent's contacts, how many answers would have been
negative? Only what was known on arrival, and vouched for by somebody else, is adjusted for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from amends.facts import NotAllowed, Problem, Refused

from .arrival import Arrival
from .calibration import slopes_of
from .case import Step, case_of, every_step
from .contacts import UNANSWERED, Contacts
from .funnels import invited_of, response_of, system_share_of
from .gate import Gate, disagreeing_of, dispersion_of, gate_of, people_in
from .leak import burden_of, leak_of
from .left_behind import left_behind_of
from .own import own_of
from .parts import Parts
from .pictured import Pictured, pictured_of
from .predicted import Fitter, Predicted, fit_here
from .refined import refined
from .rows_of_agents import AgentRow, rows_of
from .state import State, state_of
from .system import System, system_of
from .total import ANSWERS_MIN, total_of
from .value import value_of

RANDOM_SHARE_MIN: Final = 0.05  # a slice of fewer contacts tells nothing
RANDOM_ANSWERS_MIN: Final = 300
ALL_CONTACTS: Final = "all contacts"
RANDOM_SLICE: Final = "the randomly routed slice"
DISTINGUISHABLE: Final = 0.975  # that one of two is above the other, either way round


@dataclass(frozen=True, slots=True)
class FairFit:
    """What `fit` found. `basis` says which contacts scores are made from, `spared` how many of all `contacts` count for
    nobody. Everything else is asked by method.
    """

    contacts: Contacts
    basis: str
    spared: int
    _parts: Parts
    _gate: Gate
    _system: System

    def gate(self) -> Gate:
        """Whether anything per agent may be published."""
        return self._gate

    def system(self) -> System:
        """What is about all of them together: never held."""
        return self._system

    def sigmas(self) -> dict[str, float]:
        """How much agents, reasons and products differ, in log-odds."""
        return self._parts.own.expected.sigmas

    def agents(self, *, even_if_held: bool = False) -> tuple[AgentRow, ...]:
        """A row for each agent, by key and never by score. Raises NotAllowed while the gate holds.

        `even_if_held` is for evaluation only: every row has its figures, also below 30 answers, and says "held" where
        the gate holds.
        """
        if not even_if_held:
            self._check_open()
        return rows_of(self.contacts, self._parts, held=self._gate.held, evaluation=even_if_held)

    def pictured(self) -> tuple[Pictured, ...]:
        """What pictures need of each agent with enough answers, by key. Raises NotAllowed while the gate holds."""
        self._check_open()
        return pictured_of(self.contacts, self._parts)

    def made_from(self) -> tuple[int, int]:
        """How many contacts and how many answers the scores are made from."""
        used = self._parts.used
        return int(used.sum()), int((used & (self.contacts.answer != UNANSWERED)).sum())

    def case(self, case_id: str) -> tuple[Step, ...]:
        """V before and after each contact of a case. Raises Refused for a case that is not in the table, NotAllowed
        while the gate holds: an explanation by a wrong V explains nothing.
        """
        self._check_open()
        if case_id not in self.contacts.case.names:
            raise Refused(Problem("case", "is not in this table", "Name a case_id of CONTACTS", value=case_id))
        code = self.contacts.case.names.index(case_id)
        return case_of(self.contacts, self._parts.value, self._parts.following, code)

    def steps(self) -> Iterator[tuple[str, Step]]:
        """The same of every contact, each with its case. Raises NotAllowed while the gate holds."""
        self._check_open()
        return every_step(self.contacts, self._parts.value, self._parts.following)

    def pairs(self, one: str, other: str) -> bool:
        """Whether two agents can be told apart at all. Who of them is which is not said.

        Raises NotAllowed while the gate holds or where one has too few answers, Refused for a key that is not there.
        """
        self._check_open()
        at = [self._code(key) for key in (one, other)]
        total = self._parts.total
        if (total.answers[at] < ANSWERS_MIN).any():
            what = f"has fewer than {ANSWERS_MIN} answers"
            raise NotAllowed(Problem("agent", what, "Wait: until then there is nothing to compare"))
        gap = abs(total.effect[at[0]] - total.effect[at[1]])
        return bool(ndtr(gap / max(np.hypot(*total.sd[at]), 1e-12)) > DISTINGUISHABLE)

    def _code(self, key: str) -> int:
        if key not in self.contacts.agent.names:
            raise Refused(Problem("agent", "is not in this table", "Name an agent of CONTACTS", value=key))
        return self.contacts.agent.names.index(key)

    def _check_open(self) -> None:
        if self._gate.held:
            what = "holds: no figure about a single person can be fair here"
            raise NotAllowed(Problem("the gate", what, " ".join(str(reason) for reason in self._gate.reasons)))


def fit(
    contacts: Contacts, arrival: Arrival, *, spared: NDArray[np.bool_] | None = None, fitter: Fitter = fit_here
) -> FairFit:
    """Fit own contact, V and what was left behind, and look whether it can be fair.

    Where unseen difficulty decides who gets what and a slice was routed at random, scores are made from that slice
    alone; the gate then looks at the slice. `spared`, one for each row, are contacts that count for nobody: neither as
    somebody's own contact nor as what he left behind. They stay in their cases for those who came before and after,
    and in what is about all together. Raises Refused where there are too few answers, or all are alike.
    """
    counted = np.ones(len(contacts), np.bool_) if spared is None else ~spared
    _check_answers(contacts, counted)
    state = state_of(contacts, arrival)
    following = contacts.next_rows()
    ended = contacts.last_answers(following)
    to_end = np.flatnonzero(~np.isnan(ended))
    _check_both(ended[to_end], "at the end of a case")
    value = value_of(contacts, state, ended, to_end, fitter)
    parts = _parts_of(contacts, state, value, following, counted, fitter)
    basis = ALL_CONTACTS
    if parts.leak.found and _slice_is_enough(contacts, counted):
        chance = counted & contacts.at_random
        parts, basis = _parts_of(contacts, state, value, following, chance, fitter), RANDOM_SLICE
    answered = np.flatnonzero(parts.used & (contacts.answer != UNANSWERED))
    gate = gate_of(
        parts.leak,
        slopes_of(contacts, state, ended, to_end, fitter),
        invited_of(contacts, state, counted),
        response_of(contacts, state, counted),
        system_share_of(contacts),
        disagreeing_of(parts.total, parts.burden),
        dispersion_of(contacts, parts.own, answered),
        people_in(contacts.agent.codes[answered]),
    )
    parts = refined(contacts, state, parts, fitter)
    whole = np.flatnonzero(contacts.answer != UNANSWERED)
    return FairFit(contacts, basis, int((~counted).sum()), parts, gate, system_of(contacts, state, parts.own, whole))


def _parts_of(
    contacts: Contacts,
    state: State,
    value: Predicted,
    following: NDArray[np.int64],
    used: NDArray[np.bool_],
    fitter: Fitter,
) -> Parts:
    own = own_of(contacts, state, np.flatnonzero(used & (contacts.answer != UNANSWERED)), fitter)
    left = left_behind_of(contacts, state, own, value, following, used)
    total = total_of(contacts, own, left, used)
    burden = burden_of(contacts, own, used)
    leak = leak_of(contacts, state, own, total.effect, burden, following, used)
    return Parts(own, value, left, total, burden, leak, following, used)


def _slice_is_enough(contacts: Contacts, counted: NDArray[np.bool_]) -> bool:
    at_random = counted & contacts.at_random
    answers = int((at_random & (contacts.answer != UNANSWERED)).sum())
    return int(at_random.sum()) >= RANDOM_SHARE_MIN * counted.sum() and answers >= RANDOM_ANSWERS_MIN


def _check_answers(contacts: Contacts, counted: NDArray[np.bool_]) -> None:
    """Raises Refused where nothing can be compared."""
    _check_both(contacts.answer[counted & (contacts.answer != UNANSWERED)], "in the table")
    if len(np.unique(contacts.agent.codes[counted])) < 2:
        step = "Fair scores compare: there must be at least two"
        raise Refused(Problem("CONTACTS", "has contacts of one agent only", step, column="agent"))


def _check_both(answers: NDArray[np.generic], where: str) -> None:
    negative, count = int((answers == 1).sum()), len(answers)
    if not count:
        step = "Ask customers first: without answers nothing can be said"
        raise Refused(Problem("CONTACTS", f"has no answer {where}", step, column="survey_answer"))
    if negative in (0, count):
        alike = "negative" if negative else "positive"
        step = "See that 1 is negative, 0 positive and empty is no answer"
        raise Refused(Problem("CONTACTS", f"has {alike} answers only {where}", step, column="survey_answer"))
