"""A draft of the letter to somebody who was hit: what happened, how the amount was computed, when it will be there.

Nothing else stands in it (CFPB 2016-CFPB-0003: how it was calculated, and nothing besides). One apology for a fault and
no second, and no promise to do better: money speaks louder (Halperin, Ho, List and Muir, Economic Journal 2022). No
person is named as the one who erred. A person sends it; amends writes to no customer by itself.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from string import Template
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import (
    ENDED,
    Entry,
    Harm,
    Moment,
    Money,
    NotAllowed,
    Payment,
    Problem,
    Programme,
    Reason,
    Stage,
    Standing,
    Verdict,
    spoken_money,
)
from amends.facts.kinds import AnswerGiven
from amends.facts.moments import spoken_day
from amends.facts.roots import SPEAKING_FOR_US

from .letter_template import APOLOGY_WORDS, DEFAULT, LetterTemplate

APOLOGY: Final = "We are sorry for that."
VISIBLE_BUSINESS_DAYS: Final = 10
_HAPPENED: Final = {
    Reason.NEVER_SENT: "we noted a refund of {money} to you{day}. It was never sent.",
    Reason.REFUSED: "we noted a refund of {money} to you{day}. It was refused on its way and did not reach you.",
    Reason.FAILED_LATER: "we sent you a refund of {money}{day}. It failed afterwards, and the money came back to us.",
    Reason.EVENT_LOST: "we sent you a refund of {money}{day}. It failed afterwards, and the money came back to us.",
    Reason.DEAD_DESTINATION: "we sent you a refund of {money}{day}, to a closed account. It did not reach you.",
    Reason.WRONG_AMOUNT: "we noted a refund of {money} to you{day}. What was sent was less than that.",
    Reason.WRONG_PAYMENT: "we noted a refund of {money} to you{day}. It was sent for another payment.",
    Reason.WRONG_PERSON: "we noted a refund of {money} to you{day}. It was sent to somebody else.",
    Reason.TEST_MODE: "we noted a refund of {money} to you{day}. No money was sent.",
    Reason.HELD: "we noted a refund of {money} to you{day}. It was held back on our side.",
}
_OTHERWISE: Final = "we noted a refund of {money} to you{day}. It did not reach you."
_REJECTED: Final = "We had looked at it before and took it for settled. That was wrong."
_JOINERS: Final = "\u200c\u200d"  # Persian, and many Indian scripts, spell names with them
_ON_ITS_WAY: Final = (Payment.UNKNOWN, Payment.SAID_PAID)


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft. `sha256` is of subject and text, so that the record can show which letter went out."""

    version: str
    subject: str
    text: str
    sha256: str
    apologises: bool


def draft(
    standing: Standing,
    *,
    programme: Programme,
    name: str,
    zone: ZoneInfo,
    shop: str,
    answer_to: str = "",
    template: LetterTemplate = DEFAULT,
    apologised: bool = False,
    visible_business_days: int = VISIBLE_BUSINESS_DAYS,
) -> Letter:
    """The letter to one person about one matter. `zone` is where its days are counted; `answer_to` an address of ours.
    `apologised`: he has had an apology for it already, see `has_apologised`.

    Raises NotAllowed where there is nothing to write: no witness contradicts our record, the amount is not worked out,
    or it has come to an end; and where the standing is another programme's.
    """
    harm = _check_harm(standing, programme)
    placed = "apology" in Template(template.text).get_identifiers()
    apologises = placed and standing.apologies == 0 and not apologised
    values = {
        "name": _one_line(name) or "customer",
        "shop": _one_line(shop),
        "refund": standing.matter.partition(":")[2],
        "money": spoken_money(standing.money),
        "day": spoken_day(standing.since, zone) if standing.since is not None else "",
        "what_happened": _what_happened(standing, zone),
        "apology": APOLOGY if apologises else "",
        "lines": _lines(harm),
        "amount": spoken_money(harm.total),
        "arrival": _arrival(standing, harm.total, zone, visible_business_days),
        "answer_to": _one_line(answer_to) or "this letter",
    }
    subject = _one_line(Template(template.subject).substitute(values))
    text = "".join(f"{line.rstrip()}\n" for line in Template(template.text).substitute(values).splitlines())
    digest = sha256(f"{subject}\n\n{text}".encode()).hexdigest()
    return Letter(template.version, subject, text, digest, apologises)


def has_apologised(told: Iterable[Entry], standing: Standing) -> bool:
    """Whether one of us has apologised to him since we said that it was made: in a letter of any programme, or in an
    answer that went out or was taken down. What he apologised for is not guessed: rather none than a second one.
    """
    since = standing.since if standing.since is not None else Moment(0)
    answers = (entry.what for entry in told if entry.source.root in SPEAKING_FOR_US and entry.occurred >= since)
    return standing.apologies > 0 or any(
        isinstance(what, AnswerGiven)
        and what.record != "note"
        and not what.automatic
        and APOLOGY_WORDS.search(f"{what.subject}\n{what.text}") is not None
        for what in answers
    )


def _check_harm(standing: Standing, programme: Programme) -> Harm:
    if standing.programme != programme.id:
        step = "Draft it from the programme that lists it"
        raise NotAllowed(Problem(programme.id, "does not list this matter", step, value=standing.matter))
    if standing.stage in ENDED and standing.stage is not Stage.MADE_WHOLE:
        step = "Nothing more is to be written about it"
        raise NotAllowed(Problem(standing.matter, f"has come to an end: {standing.stage}", step))
    if standing.verdict is not Verdict.CUSTOMER_RIGHT and standing.stage is not Stage.MADE_WHOLE:
        step = "Wait until an independent witness has answered: a letter says only what is known"
        raise NotAllowed(Problem(standing.matter, "is only suspected to be hit", step))
    if standing.harm is None:
        step = "Take in what the witnesses say of it, so that the amount can be computed"
        raise NotAllowed(Problem(standing.matter, "has no amount that is worked out", step))
    return standing.harm


def _what_happened(standing: Standing, zone: ZoneInfo) -> str:
    day = f" on {spoken_day(standing.since, zone)}" if standing.since is not None else ""
    words = _HAPPENED.get(standing.reason, _OTHERWISE).format(money=spoken_money(standing.money), day=day)
    first = words[0].upper() + words[1:]
    return f"{first} {_REJECTED}" if standing.rejected else first


def _lines(harm: Harm) -> str:
    currency = harm.total.currency
    return "\n".join(f"- {line.words}: {spoken_money(Money(line.amount_minor, currency))}" for line in harm.lines)


def _arrival(standing: Standing, money: Money, zone: ZoneInfo, business_days: int) -> str:
    amount = spoken_money(money)
    if standing.payment is Payment.ARRIVED or standing.stage in (Stage.ARRIVED, Stage.MADE_WHOLE):
        return f"The {amount} have been sent to you and were seen to arrive. You need not do anything."
    if standing.look_again is not None and standing.payment is Payment.SEEN:
        day = spoken_day(standing.look_again, zone)
        return f"The {amount} are on their way to you and will be there by {day}. You need not do anything."
    days = f"up to {business_days} business days from the day they are sent until you see them"
    if standing.payment in _ON_ITS_WAY or standing.payment is Payment.SEEN:
        return f"The {amount} were handed over to be paid. It takes {days}. You need not do anything."
    return f"The {amount} will be sent to you. It takes {days}. You need not do anything."


def _one_line(text: str) -> str:
    """On one line, and without what would turn round the words that follow it, or hide: names come from elsewhere."""
    kept = (c for c in text if c in _JOINERS or c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    return " ".join("".join(kept).split())
