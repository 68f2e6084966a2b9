"""What came before whoever picks up: how often, told what wrongly, promised and not kept, done and not to be undone.

None of it is charged to him, and none of it names a colleague: what went wrong was said by "one of us".
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import singledispatch
from typing import Final

from amends.facts import (
    Case,
    ClaimKind,
    CustomerFile,
    Entry,
    HandleKind,
    Moment,
    Opinion,
    Policy,
    Promise,
    PromiseState,
    Reason,
    Statement,
    Verdict,
)
from amends.facts.kinds import OrderTold, TicketTold, What
from amends.facts.moments import datetime_of, spoken_day
from amends.facts.money import exponent
from amends.facts.verdicts import MONEY_CLAIMS

_DAYS_NAMED_MAX: Final = 3
_SAYS_IT_IS_DONE: Final = (ClaimKind.ACTION_DONE, ClaimKind.RECORD_STATEMENT)
_WORDS_THEMSELVES: Final = (Reason.WRONG_AMOUNT_TOLD, Reason.RECORD_OF_WORDS)  # the witness is what was said
_NOT_ABOUT_WORDS: Final = (ClaimKind.PROMISE_NOT_KEPT, ClaimKind.ALREADY_CONTACTED, ClaimKind.NO_RESPONSE)
_GONE: Final = frozenset({"canceled", "cancelled", "void", "voided", "written_off", "deleted"})
_OF_MONEY: Final = re.compile(
    r"refund|reimburs|credit|paid|pay|money|sent|transfer|process|issued|cancel", re.IGNORECASE
)
_ORDINALS: Final = ("", "One", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


def cases_of(file: CustomerFile, opinion: Opinion | None) -> tuple[Case, ...]:
    """The chains in which the matter was claimed; the latest one where two matters make the same claim, or none was."""
    claimed = {c.contact_id for c in file.claims if opinion and c.kind is opinion.claim and c.judgement != "rejected"}
    alone = sum(o.claim is opinion.claim for o in file.opinions) == 1 if opinion else False
    latest_last = sorted(file.conversation.cases, key=lambda case: (case.last, case.id))
    about_it = [case for case in latest_last if claimed & set(case.contacts)]
    return tuple(about_it if alone and about_it else (about_it or latest_last)[-1:])


def told_wrongly(file: CustomerFile) -> tuple[Statement, ...]:
    """What one of us said that witnesses contradict, one statement an answer, in order of happening.

    Either the verdict is on the words themselves, or one of us said that it was done, or what our record shows, after
    it had gone wrong, on the matter on which the customer is right.
    """
    right = [o for o in file.opinions if o.verdict is Verdict.CUSTOMER_RIGHT]
    on_words = [o for o in right if o.reason in _WORDS_THEMSELVES]
    told = [o for o in right if o.claim not in _NOT_ABOUT_WORDS]
    shown = {w.entry_id for o in told for w in o.disputed} | {w.entry_id for o in on_words for w in o.witnesses}
    money = [o for o in right if o.claim in MONEY_CLAIMS]
    wrong: dict[str, Statement] = {}
    for statement in sorted(file.conversation.statements, key=lambda s: (s.at, s.entry_id, s.start)):
        if statement.entry_id in shown or any(_contradicts(opinion, statement, file) for opinion in money):
            wrong.setdefault(statement.entry_id, statement)
    return tuple(wrong.values())


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
        many = f"{contacts} contacts" if contacts >= len(_ORDINALS) else f"{_ORDINALS[contacts]} contact"
        phrases.append(f"{many} about this")
    if wrong:
        phrases.append(f"told wrongly {_times(wrong)}")
    if unkept:
        phrases.append("one promise not kept" if unkept == 1 else f"{unkept} promises not kept")
    return (f"{phrases[0][0].upper()}{phrases[0][1:]}", *phrases[1:]) if phrases else ()


def inherited(file: CustomerFile, cases: Sequence[Case], wrong: Sequence[Statement], policy: Policy) -> tuple[str, ...]:
    """In sentences: what came before this contact."""
    said = []
    if wrong:
        said.append(f"Told wrongly {_times(len(wrong))} before{_on([s.at for s in wrong], file.as_of, policy)}.")
    if unkept := broken(file):
        number = "A promise was" if len(unkept) == 1 else f"{len(unkept)} promises were"
        said.append(f"{number} not kept{_on([p.due_to or p.made for p in unkept], file.as_of, policy)}.")
    if backs := sum(case.hand_backs for case in cases):
        said.append(f"Passed on and back again {_times(backs)}.")
    said += [line for entry in file.told if (line := _not_to_be_undone(entry.what, entry, policy))]
    return tuple(dict.fromkeys(said))


def _contradicts(opinion: Opinion, statement: Statement, file: CustomerFile) -> bool:
    since = opinion.since if opinion.since is not None else min((w.at for w in opinion.disputed), default=None)
    if since is None or statement.at < since or statement.kind not in _SAYS_IT_IS_DONE:
        return False
    if opinion.amount is not None and any(_is_amount(opinion, a.number) for a in statement.slots.amounts):
        return True
    if any(f"{HandleKind.ORDER}:{number}" == opinion.matter for number in statement.slots.order_ids):
        return True
    return bool(_OF_MONEY.search(statement.quote)) and _answers(opinion.claim, statement.at, file)


def _is_amount(opinion: Opinion, number: Decimal) -> bool:
    money = opinion.amount
    return money is not None and Decimal(money.amount_minor).scaleb(-exponent(money.currency)) == number


def _answers(kind: ClaimKind, at: Moment, file: CustomerFile) -> bool:
    """Whether the last contact before that moment made this claim."""
    before = [contact for contact in file.contacts if contact.at <= at]
    return bool(before) and any(c.kind is kind and c.contact_id == before[-1].entry.id for c in file.claims)


def _on(moments: Sequence[Moment], now: Moment, policy: Policy) -> str:
    """` (20 May, 4 June)`: a year is said only where it is another one."""
    year = f" {datetime_of(now, policy.zoneinfo).year}"
    days = list(dict.fromkeys(spoken_day(moment, policy.zoneinfo).removesuffix(year) for moment in moments))
    return f" ({', '.join(days)})" if 0 < len(days) <= _DAYS_NAMED_MAX else ""


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


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
