"""Tasks that one of us sees alone. There is one kind: a word to a customer whose call our side ended.

Nothing here counts, lists or compares across people, and nothing may: a call drops for many reasons, and whoever hung
up under pressure has most to gain from putting it right in private.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from amends.facts import Call, CallOutcome, Entry, Moment, Policy, PrivateTask, in_order_of_happening
from amends.facts.kinds import AnswerGiven, ContactEnded, FollowUpTold
from amends.facts.moments import HOUR_US, spoken_time

from .spoken_to import is_conversation

WHY: Final = "call_ended_by_us"
_ABUSE_NEAR_US: Final = HOUR_US  # an ending that names no call belongs to the last one of this hour


def private_tasks(
    told: Sequence[Entry], *, calls: Sequence[Call], now: Moment, policy: Policy
) -> tuple[PrivateTask, ...]:
    """For each call of his that our side ended: a task for whoever was on it last, done when he apologised, or spoke
    or wrote to this customer afterwards. A call ended for abuse opens none: that is a right.
    """
    if not any(_ended_by_us(call) for call in calls):
        return ()
    his = [e for e in in_order_of_happening(told) if e.occurred <= now]
    happened = sorted((c for c in calls if c.began <= now), key=lambda c: (c.began, c.id))
    ended = [c for c in happened if _ended_by_us(c) and not _for_abuse(c, happened, his)]
    return tuple(_task(call, his, happened, policy) for call in ended)


def _ended_by_us(call: Call) -> bool:
    inbound = call.direction == "inbound" and call.outcome is CallOutcome.REACHED
    return inbound and call.ended_by == "us" and bool(call.agents)


def _for_abuse(call: Call, calls: Sequence[Call], told: Sequence[Entry]) -> bool:
    for entry in told:
        what = entry.what
        if not isinstance(what, ContactEnded) or what.why != "abuse":
            continue
        if what.call == call.id:
            return True
        if not what.call and call.began <= entry.occurred <= (call.ended or call.began) + _ABUSE_NEAR_US:
            later = [c for c in calls if call.began < c.began <= entry.occurred]
            if not later:
                return True
    return False


def _task(call: Call, told: Sequence[Entry], calls: Sequence[Call], policy: Policy) -> PrivateTask:
    agent, ended = call.agents[-1], call.ended or call.began
    user = policy.agent_behind(agent)
    done = any(_puts_right(call, ended, user, told, calls, policy))
    at = spoken_time(ended, policy.zoneinfo)
    sentence = (
        f"Your call on {at} has been put right. Thank you."
        if done
        else f"Your call on {at} ended from our side. It happens, and only you see this: "
        "a short call or a kind line to the customer puts it right."
    )
    return PrivateTask(task_id(call.id), agent, WHY, call.id, ended, sentence, done)


def task_id(call: str) -> str:
    """The id under which an apology is written down."""
    return f"call_ended:{call}"


def _puts_right(
    call: Call, ended: Moment, user: str, told: Sequence[Entry], calls: Sequence[Call], policy: Policy
) -> Iterator[bool]:
    for other in calls:
        names = {policy.agent_behind(name) for name in other.agents}
        yield other.began > ended and is_conversation(other) and user in names
    for entry in told:
        what = entry.what
        if isinstance(what, FollowUpTold):
            yield what.event == "apologised" and what.follow_up == task_id(call.id)
        elif isinstance(what, AnswerGiven) and entry.occurred > ended:
            his = policy.agent_behind(what.agent) == user
            yield his and what.record != "note" and not what.automatic and what.call != call.id
