"""Has he contacted us about this before? The contacts themselves say so: what we received, and the phone log."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from amends.facts import (
    PHONE,
    ClaimKind,
    Contact,
    Difference,
    Moment,
    Opinion,
    Reason,
    Statement,
    Verdict,
    Witness,
)
from amends.facts.moments import DAY_US

from ..evidence import of_stretch
from ..finding import Finding
from ..sentences import day, nth, times
from .evidence import of_contact, of_statement
from .talk import Question, Talk

KIND: Final = ClaimKind.ALREADY_CONTACTED
SHOWN: Final = 10  # of the earlier contacts: the first, and the latest


def examine(talk: Talk, wrongly: Sequence[Statement] = ()) -> Iterator[Opinion]:
    """One opinion for each case in which he says that he has contacted us before. `wrongly` is what we told wrongly."""
    for asked in talk.questions(KIND):
        before = talk.earlier(asked)
        yield _contacted(asked, before, wrongly, talk) if before else _none_found(asked, talk)


def _contacted(asked: Question, before: list[Contact], told: Sequence[Statement], talk: Talk) -> Opinion:
    """However many he states: that he did is shown; a different number is shown beside it."""
    stated = max((c.slots.contacts or 0 for c in asked.claims), default=0)
    wrongly = [s for s in told if before[0].at <= s.at <= asked.at]
    count, first = len(before), before[0]
    sentence = f"This is the {nth(count + 1)} contact about it; the first was on {day(first.at, talk.policy)}."
    if stated > count:
        sentence += f" The customer speaks of {stated} before; {count} {'is' if count == 1 else 'are'} on record."
    if wrongly:
        sentence += f" We told it wrongly {times(len(wrongly))}."
    finding = Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.CONTACTED_BEFORE,
        sentence,
        "Say that you see the earlier contacts, do not ask to hear it all again, and apologise once.",
        since=before[-1].at,
        missing=("the other addresses or numbers that the customer wrote or called from",) if stated > count else (),
    )
    differs = (Difference("earlier contacts", str(count), str(stated)),) if stated > count else ()
    shown = before if count <= SHOWN else [first, *before[1 - SHOWN :]]
    witnesses = tuple(_with(of_contact(c, talk.policy), differs) for c in shown)
    return finding.opinion(asked.matter, KIND, None, witnesses, tuple(of_statement(s, talk) for s in wrongly))


def _with(witness: Witness, differs: tuple[Difference, ...]) -> Witness:
    return replace(witness, differences=differs) if differs else witness


def _none_found(asked: Question, talk: Talk) -> Opinion:
    """That there was none is known only where the phone log and the messages are complete (invariant 7)."""
    start = Moment(asked.at - talk.policy.chain_window_days * DAY_US)
    phones = [s for s in sorted(talk.complete.sources("calls")) if talk.complete.roots[s] == PHONE]
    phone = next((s for p in phones if (s := talk.complete.covering(p, ("calls",), start, asked.at))), None)
    sources = sorted(talk.complete.sources("contacts"))
    messages = [s for m in sources if (s := talk.complete.covering(m, ("contacts",), start, asked.at))]
    missing = ("another address or number that the customer wrote or called from",)
    if phone is None or not messages or talk.complete.undeclared(("contacts",)):
        finding = Finding(
            Verdict.CANNOT_TELL,
            Reason.NO_EARLIER_CONTACT,
            "No earlier contact about this was found, but we do not see every channel.",
            "Do not doubt it aloud. Ask when it was and from which address or number, and join the contacts.",
            since=asked.at,
            missing=missing,
        )
        return finding.opinion(asked.matter, KIND, None)
    finding = Finding(
        Verdict.RECORD_RIGHT,
        Reason.NO_EARLIER_CONTACT,
        f"No earlier contact since {day(start, talk.policy)}: the phone log and the messages are complete.",
        "Ask kindly whether it was from another address or number.",
        since=asked.at,
        missing=missing,
        more=tuple(w for s in (phone, *messages) for w in of_stretch(s, "a contact of his", talk.policy)),
    )
    return finding.opinion(asked.matter, KIND, None)
