"""What came before whoever picks up: how often, told what wrongly, promised and not kept, done and not to be undone.

None of it is charged to him, and none of it names a colleague: what went wrong was said by "one of us".
"""

from collections.abc import Sequence
from functools import singledispatch
from typing import Final

from amends.facts import (
    Case,
    CustomerFile,
    Entry,
    Moment,
    Opinion,
    Policy,
    Promise,
    PromiseState,
    Statement,
)
from amends.facts.kinds import OrderTold, TicketTold, What
from amends.facts.moments import datetime_of, spoken_day
from amends.opinion.sentences import nth, times

_DAYS_NAMED_MAX: Final = 3
_GONE: Final = frozenset({"canceled", "cancelled", "void", "voided", "written_off", "deleted"})


def cases_of(file: CustomerFile, opinion: Opinion | None) -> tuple[Case, ...]:
    """The chains in which the matter was claimed; the latest one where two matters make the same claim, or none was."""
    claimed = {c.contact_id for c in file.claims if opinion and c.kind is opinion.claim and c.judgement != "rejected"}
    alone = sum(o.claim is opinion.claim for o in file.opinions) == 1 if opinion else False
    latest_last = sorted(file.conversation.cases, key=lambda case: (case.last, case.id))
    about_it = [case for case in latest_last if claimed & set(case.contacts)]
    return tuple(about_it if alone and about_it else (about_it or latest_last)[-1:])


def broken(file: CustomerFile) -> tuple[Promise, ...]:
    """Promises that were not kept, owned or not, in order of making."""
    states = (PromiseState.BROKEN, PromiseState.OWNED)
    return tuple(sorted((p for p in file.conversation.promises if p.state in states), key=lambda p: (p.made, p.id)))


def standing(contacts: int, wrong: int, unkept: int) -> tuple[str, ...]:
    """`("Third contact about this", "told wrongly twice", "one promise not kept")`."""
    phrases = []
    if contacts == 1:
        phrases.append("One contact about this so far")
    elif contacts:
        phrases.append(f"{nth(contacts).capitalize()} contact about this")
    if wrong:
        phrases.append(f"told wrongly {times(wrong)}")
    if unkept:
        phrases.append("one promise not kept" if unkept == 1 else f"{unkept} promises not kept")
    return (f"{phrases[0][0].upper()}{phrases[0][1:]}", *phrases[1:]) if phrases else ()


def inherited(file: CustomerFile, cases: Sequence[Case], wrong: Sequence[Statement], policy: Policy) -> tuple[str, ...]:
    """In sentences: what came before this contact."""
    said = []
    if wrong:
        said.append(f"Told wrongly {times(len(wrong))} before{_on([s.at for s in wrong], file.as_of, policy)}.")
    if unkept := broken(file):
        number = "A promise was" if len(unkept) == 1 else f"{len(unkept)} promises were"
        said.append(f"{number} not kept{_on([p.due_to or p.made for p in unkept], file.as_of, policy)}.")
    if backs := sum(case.hand_backs for case in cases):
        said.append(f"Passed on and back again {times(backs)}.")
    said += [line for entry in file.told if (line := _not_to_be_undone(entry.what, entry, policy))]
    return tuple(dict.fromkeys(said))


def _on(moments: Sequence[Moment], now: Moment, policy: Policy) -> str:
    """` (20 May, 4 June)`: a year is said only where it is another one."""
    year = f" {datetime_of(now, policy.zoneinfo).year}"
    days = list(dict.fromkeys(spoken_day(moment, policy.zoneinfo).removesuffix(year) for moment in moments))
    return f" ({', '.join(days)})" if 0 < len(days) <= _DAYS_NAMED_MAX else ""


@singledispatch
def _not_to_be_undone(what: What, entry: Entry, policy: Policy) -> str:
    return ""


@_not_to_be_undone.register
def _(what: OrderTold, entry: Entry, policy: Policy) -> str:
    if what.status.strip().lower() not in _GONE:
        return ""
    day = spoken_day(what.status_at if what.status_at is not None else entry.occurred, policy.zoneinfo)
    status = what.status.strip().lower().replace("_", " ")
    return f"Order {what.order_id} was {status} on {day}: that cannot be undone from here."


@_not_to_be_undone.register
def _(what: TicketTold, entry: Entry, policy: Policy) -> str:
    if what.event != "deleted":
        return ""
    return f"Ticket {what.ticket} was deleted on {spoken_day(entry.occurred, policy.zoneinfo)}: its words are gone."
