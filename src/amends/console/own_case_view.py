"""One contact as who took it sees it: what was known when it was picked up, what came of it, and its case. Pure.

Colleagues have no names here: there is somebody before him, and somebody after.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from amends.facts import Moment
from amends.facts.roots import BANK, CARRIER, CUSTOMER, GATEWAY, MONITOR, OTHER, PHONE, US
from amends.scores.case import Step
from amends.scores.taken import OWN, Taken, Vouched

from .figures.waterfall import Stage, Waterfall, waterfall
from .own_score_view import FIELD_WORDS
from .own_score_words import capital, of_hundred, way

COLLEAGUE: Final = "a colleague"
VOUCHERS: Final = {
    "link": "the contacts on record",
    US: "our own systems",
    GATEWAY: "the payment gateway",
    BANK: "the bank",
    PHONE: "the phone system",
    CARRIER: "the carrier",
    MONITOR: "what watches the service",
    OTHER: "another organisation",
    CUSTOMER: "the customer",
}
_YES_NO: Final = {
    "wrong_information": ("Nothing wrong had been told to the customer", "The customer had been told something wrong"),
    "irreversible_action": ("Nothing had been done that cannot be undone", FIELD_WORDS["irreversible_action"]),
    "fixable": (FIELD_WORDS["fixable"], "The rules allowed what was wanted"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that was known, who vouches for it and since when; `why` it was not taken, where it was not."""

    words: str
    who: str
    at: Moment
    why: str = ""


@dataclass(frozen=True, slots=True)
class StageLine:
    """One contact of the case in the table beside the picture. `after` is an interval, or the answer itself."""

    number: int
    who: str
    before: str
    after: str
    words: str
    own: bool


@dataclass(frozen=True, slots=True)
class OwnCase:
    """What the page has besides the contact itself; `picture` and `lines` are empty while nothing may be said."""

    known: tuple[Known, ...]
    not_taken: tuple[Known, ...]
    outcome: tuple[str, ...]
    lines: tuple[StageLine, ...]
    picture: Waterfall | None


def own_case(
    row: Taken, steps: Sequence[Step], mine: Collection[str], *, sources: Collection[str], window_days: int
) -> OwnCase:
    """`steps` are those of its case, in any order; `mine` the contacts of it that the same person took; `sources` the
    names of systems that told us something: whatever is none of these is a person, and stays without a name.
    """
    ordered = sorted(steps, key=lambda step: (step.seq, step.contact_id))
    pairs = [(step, following_of(ordered, step), _whose(step, row, step.contact_id in mine)) for step in ordered]
    return OwnCase(
        known=tuple(_known(value, sources) for value in row.inherited),
        not_taken=tuple(_known(one.told, sources, why=_why(one.why), own=one.why == OWN) for one in row.refused),
        outcome=_outcome(row, window_days),
        lines=tuple(_line(step, after, who, row) for step, after, who in pairs),
        picture=waterfall([_stage(step, after, who, row) for step, after, who in pairs]),
    )


def following_of(steps: Sequence[Step], step: Step) -> Step | None:
    """The contact right after this one; None where the case ended with it, or where the next one was nobody's."""
    return next((one for one in steps if one.seq == step.seq + 1), None)


def voucher(name: str, sources: Collection[str]) -> str:
    """Who vouches, in words. A person has no name here, and what is not known to be a system is taken for a person."""
    if name in VOUCHERS:
        return VOUCHERS[name]
    return name if name in sources else COLLEAGUE


def _known(value: Vouched, sources: Collection[str], *, why: str = "", own: bool = False) -> Known:
    who = "you" if own else voucher(value.authored_by, sources)
    return Known(capital(_value_words(value)), who, value.known_at, why)


def _value_words(value: Vouched) -> str:
    if value.field in _YES_NO and value.value in (0, 1):
        return _YES_NO[value.field][int(value.value)]
    if value.field == "prior_contacts":
        return f"{_counted(value.value, 'contact')} about it before"
    if value.field == "waiting_minutes":
        return f"The customer had waited {_counted(round(value.value), 'minute')}"
    return f"{FIELD_WORDS.get(value.field, value.field.replace('_', ' ').capitalize())}: {value.value:g}"


def _counted(value: float, what: str) -> str:
    """`1 contact`, `no minutes`, `3 minutes`."""
    return f"1 {what}" if value == 1 else f"{f'{value:g}' if value else 'no'} {what}s"


def _why(why: str) -> str:
    if why == OWN:
        return "Not taken: you wrote it yourself. A colleague or a system would have to vouch for it."
    return "Not taken: it was known only after you had picked up."


def _outcome(row: Taken, window_days: int) -> tuple[str, ...]:
    """What came of it, and whether it counts."""
    again = {
        None: f"It is too early to say whether the customer was in contact again within {window_days} days.",
        True: f"The customer was in contact again within {window_days} days.",
        False: f"The customer was not in contact again within {window_days} days.",
    }[row.returned]
    if row.answer is not None:
        answer = f"The answer after it was {'negative' if row.answer else 'not negative'}."
    else:
        answer = "Nobody answered a question about it." if row.invited_by else "Nobody was asked about it."
    counts = f"It counts for nobody: {row.left_out}." if row.left_out else ""
    return tuple(words for words in (again, answer, counts) if words)


def _whose(step: Step, row: Taken, mine: bool) -> str:
    if step.contact_id == row.contact:
        return "you"
    when = "before" if (step.seq, step.contact_id) < (row.seq, row.contact) else "after"
    if mine:
        return "you, earlier" if when == "before" else "you, again"
    return f"somebody {when} you"


def _stage(step: Step, following: Step | None, who: str, row: Taken) -> Stage:
    ended = step.after is not None and following is None
    return Stage(
        words=(f"contact {step.seq}", who.removeprefix("somebody ")),
        before=100 * step.before,
        low=100 * step.low,
        high=100 * step.high,
        after=None if step.after is None else 100 * step.after,
        own=step.contact_id == row.contact,
        end=_ended(step) if ended else "",
    )


def _line(step: Step, following: Step | None, who: str, row: Taken) -> StageLine:
    if step.after is None:
        after = "not known"
    elif following is None:
        after = f"the answer: {_ended(step)}"
    else:
        after = of_hundred(100 * following.low, 100 * following.high)
    before = of_hundred(100 * step.low, 100 * step.high)
    words = way(step, following).replace("After you a", "A") if who != "you" else way(step, following)
    return StageLine(step.seq, who, before, after, words, step.contact_id == row.contact)


def _ended(step: Step) -> str:
    return "negative" if (step.after or 0.0) >= 0.5 else "not negative"
