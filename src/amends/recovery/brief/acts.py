"""What can be done now, and what cannot, whoever picks up."""

from typing import Final

from amends.facts import (
    CustomerFile,
    NotAllowed,
    Opinion,
    Owed,
    OwedState,
    Policy,
    Promise,
    PromiseState,
    Reason,
    Verdict,
)
from amends.facts.kinds import PreferenceTold
from amends.facts.moments import spoken_day, spoken_time

from .. import preferences
from ..closing import CLOSABLE, check_closing
from .parts import Act
from .said import due_words, is_overdue, next_due

EVERY_CHANNEL: Final = "every channel"
_CHANNELS = ("chat", "mail", "phone", "social")
_SAME_WAY_FAILS: Final = (Reason.DEAD_DESTINATION, Reason.REFUSED, Reason.FAILED_LATER)


def opted_out(file: CustomerFile) -> tuple[str, ...]:
    """The channels on which the customer may not be contacted, by opt-outs that are in force."""
    told = {entry.what.channel for entry in file.told if isinstance(entry.what, PreferenceTold)}
    channels = sorted({*_CHANNELS, *told} - {""})
    bound = tuple(channel for channel in channels if preferences.opted_out(file.told, channel) is not None)
    return (EVERY_CHANNEL,) if set(bound) >= set(_CHANNELS) else bound


def can(file: CustomerFile, opinion: Opinion | None, owed: Owed | None, policy: Policy) -> tuple[Act, ...]:
    """The most useful first; last a call back, unless he opted out of calls, and a second look at a verdict."""
    acts = []
    promise, no_calls = next_due(file), {EVERY_CHANNEL, "phone"} & set(opted_out(file))
    matter = opinion.matter if opinion else ""
    if promise is not None:
        acts.append(_on_promise(promise, file, policy))
    if owed is not None and owed.state is OwedState.OWED and owed.money is not None:
        approves = (
            " Finance approves it first." if owed.money.amount_minor > policy.finance_approves_above_minor else ""
        )
        acts.append(Act("remedy", f"Ask finance to make good {owed.money}.{approves}", matter))
    for hand_over in opinion.hand_over if opinion else ():
        acts.append(Act("hand_over", f"Give {hand_over.label}: {hand_over.value}", matter))
    if any(follow_up.open for follow_up in file.follow_ups):
        acts.append(Act("follow_up", "Hear the customer out: that ends the follow-up."))
    if owed is not None and owed.state in CLOSABLE and owed.closed_by is None and opinion and _is_decided(opinion):
        acts.append(Act("close", "Close it, once the customer has heard the answer.", matter))
    if not no_calls:
        acts.append(Act("call_back", "Promise to call back at a time.", matter))
    if opinion is not None:
        acts.append(Act("second_look", "Take a second look, or ask somebody for one.", matter))
    return tuple(acts)


def cannot(file: CustomerFile, opinion: Opinion | None, owed: Owed | None, policy: Policy) -> tuple[str, ...]:
    """What is impossible now, with why: nobody who picks up can change it."""
    said = []
    if channels := opted_out(file):
        said.append(f"Do not contact the customer of your own accord on {' or '.join(channels)}: opted out.")
    if opinion is not None and opinion.verdict is Verdict.TOO_EARLY and opinion.look_again is not None:
        said.append(f"Nobody can know before {spoken_day(opinion.look_again, policy.zoneinfo)}.")
    if owed is not None:
        try:
            check_closing(owed)
        except NotAllowed as error:
            said.append(f"It {error.problem.what}.")
        if owed.state is OwedState.UNDER_WAY:
            said.append("The bank's days cannot be made shorter.")
    if opinion is not None and opinion.reason in _SAME_WAY_FAILS and owed is not None and owed.state in _NOT_SENT:
        said.append("The first refund cannot be revived: it needs a new one, to where money can arrive.")
    promise = next_due(file)
    if promise is not None and promise.next_try is not None and promise.next_try > file.as_of:
        said.append(f"The next call may be made from {spoken_time(promise.next_try, policy.zoneinfo)}, not before.")
    return tuple(said)


_NOT_SENT: Final = (OwedState.OWED, OwedState.REQUESTED)


def _is_decided(opinion: Opinion) -> bool:
    return opinion.verdict in (Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT)


def _on_promise(promise: Promise, file: CustomerFile, policy: Policy) -> Act:
    if promise.state is PromiseState.BROKEN:
        words = "Say that a promise was not kept, apologise once, and promise anew or make it good."
        return Act("own_promise", words, promise.matter)
    until = f" until {due_words(promise, policy)}" if promise.due_to is not None else ""
    late = ", now overdue" if is_overdue(promise, file.as_of) else ""
    whose = f"; {policy.agent_behind(promise.owner)} knows the case" if promise.owner else ""
    return Act("keep_promise", f"Keep the open promise{until}{late}{whose}.", promise.matter)
