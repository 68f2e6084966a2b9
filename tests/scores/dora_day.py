"""Story 4: a day of dora's. What she inherits was told by others before she picked it up."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from amends.facts import US, Entry, Moment, MoneyState, Policy, Source
from amends.facts.kinds import ActionTold, ContactRouted, PolicyTold, SurveyAnswered
from amends.scores.inherited import taken
from amends.scores.taken import Taken
from conversation_world import BERLIN, at, entry, file_of, order, refund, we_said, wrote

POLICY: Final = replace(
    BERLIN, agents={"dora": ("PJSIP/dora", "zendesk/77"), "ben": ("PJSIP/ben",), "marek": ("PJSIP/marek",)}
)
NOW: Final = "2026-08-30 12:00"
PICKED_UP: Final = "2026-07-15 10:05"
ROUTER, RULES, SHOP = Source("router", US), Source("rules", US), Source("shop", US)
SURVEY: Final = Source("survey", "customer")
GATEWAY_FAILED: Final = "2026-07-09 02:11"


def chat(text: str, when: str, ticket: str = "desk/2", order: str = "10-1") -> Entry:
    return wrote(text, when, "chat", ticket=ticket, named=(f"order:{order}",) if order else ())


def said(text: str, when: str, agent: str = "dora", ticket: str = "desk/2", **more: Any) -> Entry:
    return we_said(text, when, "chat", agent=agent, ticket=ticket, **more)


def noted(text: str, when: str, agent: str = "dora", ticket: str = "desk/2") -> Entry:
    return said(text, when, agent, ticket, record="note")


def routed(when: str = "2026-07-15 10:01", ticket: str = "desk/2", picked_up: str = PICKED_UP, **more: Any) -> Entry:
    more = {"agent": "zendesk/77", "reason": "refund", "product": "card", "tier": "gold"} | more
    told = ContactRouted(ticket=ticket, picked_up=at(picked_up) if picked_up else None, customer_id="C-1", **more)
    return entry(ROUTER, when, told)


def rule(when: str = "2026-07-12 09:00", *, allowed: bool = False, by: str = "", **more: Any) -> Entry:
    more = more or {"order_id": "10-1"}
    return entry(RULES, when, PolicyTold(allowed, "refund", by=by, customer_id="C-1", **more))


def action(when: str = "2026-07-11 15:00", by: str = "PJSIP/marek", **more: Any) -> Entry:
    more = more or {"order_id": "10-1"}
    return entry(SHOP, when, ActionTold("cancelled", by=by, customer_id="C-1", **more))


def asked(when: str, score: int | None = None, survey: str = "s/2", **more: Any) -> Entry:
    more.setdefault("ticket", "desk/2")
    scale = {"score": score, "lowest": 1, "highest": 5} if score is not None else {}
    told = SurveyAnswered(survey, answered=score is not None, customer_id="C-1", **scale, **more)
    return entry(SURVEY, when, told)


REFUND_FAILED: Final = (
    order("10-1", "2026-06-20 10:00"),
    refund(MoneyState.ACCEPTED, "2026-07-03 14:20", US, order_id="10-1"),
    refund(MoneyState.ACCEPTED, "2026-07-03 14:21"),
    refund(MoneyState.FAILED, GATEWAY_FAILED),
)
BEN_TOLD_WRONG: Final = (
    chat("I have not received my refund for order 10-1.", "2026-07-10 11:00", "desk/1"),
    said("We have refunded 129.00 EUR for order 10-1.", "2026-07-10 11:06", "ben", "desk/1"),
)
DORA_HAS_IT: Final = (
    chat("Still no refund for order 10-1.", "2026-07-15 10:00"),
    routed(routing="random"),
    said("I am looking into it.", "2026-07-15 10:20"),
)
ANSWERED: Final = (
    asked("2026-07-15 18:00", invited_by="system"),
    asked("2026-07-15 19:00", 1, invited_by="system"),
)
DAY: Final = (*REFUND_FAILED, *BEN_TOLD_WRONG, action(), rule(), *DORA_HAS_IT, *ANSWERED)


def rows(*told: Entry | Sequence[Entry], now: str = NOW, policy: Policy = POLICY) -> tuple[Taken, ...]:
    """What was taken of this customer."""
    return taken(file_of(*told, now=now, policy=policy), policy)


def of(agent: str, found: Sequence[Taken]) -> Taken:
    """The one contact that this agent took."""
    (one,) = [row for row in found if row.agent == agent]
    return one


def values(row: Taken) -> dict[str, tuple[float, str, Moment]]:
    """What counts: by field its value, who vouches, and since when."""
    return {told.field: (told.value, told.authored_by, told.known_at) for told in row.inherited}


def refused(row: Taken) -> dict[str, tuple[str, str]]:
    """What was not taken: by field who wrote it, and why."""
    return {one.told.field: (one.told.authored_by, one.why) for one in row.refused}
