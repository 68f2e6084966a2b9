"""The documented shapes of scores over HTTP. They repeat those of scores.published field by field."""

from ninja import Schema

from .shapes import Iso


class WindowOut(Schema):
    """From `start` up to, and without, `end`; `name` is how it is spoken of: "2026 Q3"."""

    name: str
    start: Iso
    end: Iso


class GateReasonOut(Schema):
    """Why the gate holds, and what to do about it."""

    code: str
    what: str
    next_step: str


class ShareOut(Schema):
    """A share with its 90 % interval, and of how many."""

    share: float
    low: float
    high: float
    of: int


class ExcessOut(Schema):
    """Negative answers beyond what an average one of its kind would have had, with their 90 % interval."""

    what: str
    name: str
    answers: int
    excess: float
    low: float
    high: float


class SystemOut(Schema):
    """What is about all together; `variance` are shares that add up to 1. `withheld` reasons and products are not among
    the `excess`: one or two people have most of their answers.
    """

    raw_nrr: ShareOut
    repeat_rate: ShareOut
    first_contact_resolution: ShareOut
    excess: list[ExcessOut]
    variance: dict[str, float]
    withheld: int


class AgentRowOut(Schema):
    """Percentage points, positive is more negative answers than an average agent would have had; intervals hold 90 %.
    All figures but the counts are null below 30 answers. Raw NRR is not among them: it is no figure about a person.
    """

    agent: str
    n_contacts: int
    n_answers: int
    own_pp: float | None
    own_lo: float | None
    own_hi: float | None
    left_pp: float | None
    left_lo: float | None
    left_hi: float | None
    total_pp: float | None
    lo: float | None
    hi: float | None
    p_worse: float | None
    burden_pp: float | None
    verdict: str


class PicturedOut(Schema):
    """What pictures need of an agent with enough answers, in percentage points. `raw_*` shows why raw NRR misleads,
    and must not be used.
    """

    agent: str
    answers: int
    excess_pp: float
    excess_sd_pp: float
    burden_pp: float
    burden_lo: float
    burden_hi: float
    raw_pp: float
    raw_lo: float
    raw_hi: float


class ScoredWindowOut(Schema):
    """One closed window. `gate`: pass, hold, or none where nothing could be made of it; then `refused` says why."""

    window: WindowOut
    made_at: Iso
    gate: str
    reasons: list[GateReasonOut]
    refused: str


class SystemWindowOut(ScoredWindowOut):
    """`system` is null where nothing could be made. `spared` contacts count for nobody."""

    contacts: int
    answers: int
    spared: int
    basis: str
    sigmas: dict[str, float]
    system: SystemOut | None


class OwnWindowOut(ScoredWindowOut):
    """One's own row. `state` is its verdict, "held", "no contacts" or "not made"."""

    state: str
    row: AgentRowOut | None
    pictured: PicturedOut | None


class AgentsWindowOut(ScoredWindowOut):
    """By key, never by score; empty while the gate of this window or of the newest holds. `dispersion` widens the
    limits of a funnel by its root.
    """

    agents: list[AgentRowOut]
    pictured: list[PicturedOut]
    dispersion: float


class ScoresOfAllOut(Schema):
    """Closed windows, oldest first."""

    windows: list[SystemWindowOut]


class OwnScoresOut(Schema):
    """Closed windows, oldest first."""

    windows: list[OwnWindowOut]


class ScoresOfAgentsOut(Schema):
    """Closed windows, oldest first."""

    windows: list[AgentsWindowOut]
