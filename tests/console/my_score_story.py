"""A case of three calls: Sam had it first, then Ruth, then Sam again; and the windows of scores that are about them."""

from dataclasses import replace
from typing import Any

from amends.facts import US, Entry, Moment, Policy, Source, hear_moment
from amends.facts.kinds import PolicyTold
from amends.scores.gate import Reason
from amends.scores.pictured import Pictured
from amends.scores.published import Published
from amends.scores.rows_of_agents import AgentRow
from amends.scores.system import Share, System
from amends.scores.total import NOT_ENOUGH, SAME
from amends.scores.windows import Window, window_of
from conversation_stories import call, profile
from desk_stories import at

AFTER = hear_moment("2026-07-20T09:00:00Z")  # the spring is closed
SPRING, WINTER = hear_moment("2026-05-01T00:00:00Z"), hear_moment("2026-02-01T00:00:00Z")
POLICY = Policy(agents={"Ruth": ("PJSIP/ruth",), "Sam": ("PJSIP/sam",)})
FIRST, OWN, LAST = "pbx/1:1", "pbx/2:1", "pbx/3:1"
HELD = Reason("few_system_surveys", "Only 3% of invitations are sent by the system", "Let the system send them")
RULES = Source("rules", US)


def calls() -> list[Entry]:
    """The case, and what the rules said about it before Ruth had it."""
    rule = PolicyTold(False, "refund", "30 days after delivery", call="pbx/1", customer_id="C-17")
    return [
        profile(),
        *call("1", "05-04T09:00", "05-04T09:01", "05-04T09:06", agent="PJSIP/sam"),
        Entry(RULES, "rule:1", at("05-05T08:00"), rule),
        *call("2", "05-06T09:00", "05-06T09:03", "05-06T09:20"),
        *call("3", "05-08T09:00", "05-08T09:01", "05-08T09:06", agent="PJSIP/sam"),
    ]


def row(agent: str, low: float, high: float, answers: int) -> AgentRow:
    """Below 30 answers there is no figure in it."""
    if answers < 30:
        return AgentRow(agent, answers * 4, answers, *(None,) * 12, NOT_ENOUGH)
    middle = (low + high) / 2
    ends = (middle, low, high)
    return AgentRow(agent, answers * 4, answers, *ends, *ends, *ends, 0.2, 43.5, 0.4, SAME)


def found(moment: Moment, agents: tuple[AgentRow, ...]) -> Published:
    """A window of which the gate passes."""
    window: Window = window_of(moment, POLICY)
    system = System(
        Share(0.37, 0.36, 0.38, 4_000),
        Share(0.3, 0.29, 0.31, 9_000),
        Share(0.7, 0.69, 0.71, 6_000),
        (),
        {"agent": 0.02},
    )
    handed = tuple(
        Pictured(one.agent, one.n_answers, 1.0, 2.0, 43.5, 41.0, 46.0, 9.0, 5.0, 13.0)
        for one in agents
        if one.n_answers >= 30
    )
    return Published(
        window, Moment(window.end), 9_000, 4_000, 2, "all contacts", (), {"agent": 0.2}, system, agents, handed, 1.0
    )


def held(told: Published) -> Published:
    """The same window while its gate holds."""
    return replace(told, reasons=(HELD,), agents=(), pictured=())


def keep(*windows: Published) -> None:
    """On the desk, with the steps of the case where it is in them."""
    from amends.console.desk.models import DeskFit, DeskStep
    from amends.console.scoring.stored import payload_of

    for number, one in enumerate(windows, start=1):
        told = {"end": one.window.end, "name": one.window.name, "made_from": "", "made_at": one.made_at}
        told |= {"payload": payload_of(one), "refused": "", "steps": number}
        DeskFit.objects.update_or_create(start=one.window.start, defaults=told)
        chances = ((FIRST, 0.30, 0.62), (OWN, 0.62, 0.40), (LAST, 0.40, 1.0))
        DeskStep.objects.filter(window_start=one.window.start).delete()
        if one.held or not one.window.holds(SPRING):
            continue
        DeskStep.objects.bulk_create(
            DeskStep(
                steps=number,
                window_start=one.window.start,
                contact=contact,
                case=FIRST,
                seq=seq,
                before=before,
                low=before - 0.07,
                high=before + 0.07,
                after=after,
            )
            for seq, (contact, before, after) in enumerate(chances, start=1)
        )


def windows() -> tuple[Published, Published]:
    """In winter too few answers, in spring enough; Sam has another interval."""
    return (
        found(WINTER, (row("Ruth", 0, 0, 17), row("Sam", -9.0, 5.0, 44))),
        found(SPRING, (row("Ruth", -3.2, 4.4, 64), row("Sam", -7.1, 2.6, 80))),
    )


def tell(desk: Any) -> None:
    """Everything above, on the desk; the fits as well."""
    desk.world.policy = POLICY
    desk.at(AFTER)
    desk.tell(calls())
    keep(*windows())
