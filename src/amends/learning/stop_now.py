"""Stop the harm now: what can still be turned round about a customer's matters, said before anything is asked.

AHRQ's CANDOR process (2016) begins with it: respond within the hour, to the one who is harmed and to the one who erred.
"""

from collections.abc import Iterator
from typing import Final

from amends.facts import CustomerFile, Owed, OwedState, Policy, PromiseState, Verdict
from amends.facts.kinds import ActionTold
from amends.facts.moments import spoken_day

ALWAYS: Final = "If it is still going on, stop it first, or tell somebody who can. Nobody needs to know why."
_DONE: Final = {
    "cancelled": "Something was cancelled",
    "written_off": "Something was written off",
    "shipped": "Something was shipped",
    "deleted": "Something was deleted",
    "refunded_elsewhere": "A refund went to another account",
}


def stop_now(file: CustomerFile | None, policy: Policy) -> tuple[str, ...]:
    """The steps, the most urgent first. `file` is that of the customer in question; None where nobody knows him."""
    if file is None:
        return (ALWAYS,)
    steps = [ALWAYS, *_on_money(file), *_on_promises(file), *_on_words(file), *_on_what_was_done(file, policy)]
    return tuple(dict.fromkeys(steps))


def _on_money(file: CustomerFile) -> Iterator[str]:
    for owed in file.owed:
        if owed.money is not None and (words := _owed_words(owed)):
            yield words


def _owed_words(owed: Owed) -> str:
    match owed.state:
        case OwedState.REQUESTED:
            return f"{owed.money} was asked for and nobody saw it leave: if it is wrong, tell whoever pays to hold it."
        case OwedState.UNDER_WAY:
            return f"{owed.money} is on its way: if it is wrong, ask the gateway at once whether it can be stopped."
        case OwedState.OWED:
            return f"{owed.money} is owed and nobody was asked for it: the case page asks finance."
        case _:
            return ""


def _on_promises(file: CustomerFile) -> Iterator[str]:
    for promise in file.conversation.promises:
        if promise.state is PromiseState.BROKEN:
            yield "A promise was not kept: say so to the customer, and promise anew or make it good."
        elif promise.open:
            yield "A promise is open: keep it, or move it together with the customer."


def _on_words(file: CustomerFile) -> Iterator[str]:
    if any(o.verdict is Verdict.CUSTOMER_RIGHT for o in file.opinions):
        yield "The customer is right: if he was told otherwise, a call or a line from any of us puts it right."


def _on_what_was_done(file: CustomerFile, policy: Policy) -> Iterator[str]:
    for entry in file.told:
        if isinstance(entry.what, ActionTold) and entry.what.action in _DONE:
            day = spoken_day(entry.occurred, policy.zoneinfo)
            yield f"{_DONE[entry.what.action]} on {day}. That cannot be undone; the customer can still be told."
