"""What one fit of one window has to say, as plain data: what is stored, what pages show, what the API tells.

While the gate holds it has nothing about a single person in it, so that nothing can be shown by mistake.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final

from amends.facts import Moment, Problem, Refused, iso
from amends.facts.moments import NotAMoment, hear_moment

from .fair import FairFit
from .gate import Reason
from .pictured import Pictured, dispersion_of
from .rows_of_agents import AgentRow
from .system import Excess, Share, System
from .windows import Window

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Published:
    """One window: `contacts` and `answers` it was made from, how many contacts were `spared` (they count for nobody),
    whether the gate passes (no `reasons`), what is about all together, and, where it passes, a row for each agent by
    key and what the pictures need of those with enough answers.

    `basis` says which contacts scores are made from, `sigmas` how much agents, reasons and products differ in log-odds.
    `dispersion` is how many times as much the agents' excesses vary as chance alone explains, at least 1 (Spiegelhalter
    2005, doi 10.1002/sim.1970); limits of a funnel are widened by its root.
    """

    window: Window
    made_at: Moment
    contacts: int
    answers: int
    spared: int
    basis: str
    reasons: tuple[Reason, ...]
    sigmas: dict[str, float]
    system: System
    agents: tuple[AgentRow, ...]
    pictured: tuple[Pictured, ...]
    dispersion: float

    @property
    def held(self) -> bool:
        """Whether nothing about a single person may be shown."""
        return bool(self.reasons)


def published(found: FairFit, window: Window, made_at: Moment) -> Published:
    """What may be shown of a fit. Nothing per agent is in it while the gate holds."""
    gate = found.gate()
    pictured = () if gate.held else found.pictured()
    contacts, answers = found.made_from()
    return Published(
        window=window,
        made_at=made_at,
        contacts=contacts,
        answers=answers,
        spared=found.spared,
        basis=found.basis,
        reasons=gate.reasons,
        sigmas=dict(found.sigmas()),
        system=found.system(),
        agents=() if gate.held else found.agents(),
        pictured=pictured,
        dispersion=dispersion_of(pictured),
    )


def published_json(told: Published) -> dict[str, Any]:
    """As JSON: times as ISO 8601, everything else by its own name."""
    return {
        "version": VERSION,
        "window": {"start": iso(told.window.start), "end": iso(told.window.end), "name": told.window.name},
        "made_at": iso(told.made_at),
        "contacts": told.contacts,
        "answers": told.answers,
        "spared": told.spared,
        "basis": told.basis,
        "gate": "hold" if told.held else "pass",
        "reasons": [asdict(reason) for reason in told.reasons],
        "sigmas": told.sigmas,
        "system": asdict(told.system),
        "agents": [asdict(row) for row in told.agents],
        "pictured": [asdict(one) for one in told.pictured],
        "dispersion": told.dispersion,
    }


def published_of(told: dict[str, Any]) -> Published:
    """What `published_json` made. Raises Refused where it is of another version, or was changed."""
    try:
        if told["version"] != VERSION:
            raise ValueError(told["version"])
        return _published(told)
    except (KeyError, TypeError, ValueError, NotAMoment):
        what = "is not what this version of amends stored"
        raise Refused(Problem("scores", what, "Make them anew: amends rebuild")) from None


def _published(told: dict[str, Any]) -> Published:
    window = told["window"]
    return Published(
        window=Window(hear_moment(window["start"]), hear_moment(window["end"]), window["name"]),
        made_at=hear_moment(told["made_at"]),
        contacts=told["contacts"],
        answers=told["answers"],
        spared=told["spared"],
        basis=told["basis"],
        reasons=tuple(Reason(**reason) for reason in told["reasons"]),
        sigmas=dict(told["sigmas"]),
        system=_system(told["system"]),
        agents=tuple(AgentRow(**row) for row in told["agents"]),
        pictured=tuple(Pictured(**one) for one in told["pictured"]),
        dispersion=told["dispersion"],
    )


def _system(told: dict[str, Any]) -> System:
    return System(
        raw_nrr=Share(**told["raw_nrr"]),
        repeat_rate=Share(**told["repeat_rate"]),
        first_contact_resolution=Share(**told["first_contact_resolution"]),
        excess=tuple(Excess(**one) for one in told["excess"]),
        variance=dict(told["variance"]),
        withheld=told.get("withheld", 0),
    )
