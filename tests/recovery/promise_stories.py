"""Little stories about promises: what was promised, who called whom, and what the phone log has of it."""

from itertools import count

from amends.facts import (
    CUSTOMER,
    PHONE,
    US,
    Call,
    CallOutcome,
    ClaimKind,
    Entry,
    Moment,
    Policy,
    Promise,
    Slots,
    Source,
    Statement,
    hear_moment,
)
from amends.facts.kinds import (
    AnswerGiven,
    CallTried,
    CompletenessDeclared,
    PromiseMade,
    PromiseMoved,
    What,
)
from amends.recovery import promises

DESK, LOG, MAIL = Source("desk", US), Source("asterisk", PHONE), Source("mail", CUSTOMER)
WHO = "customer:C-1"
BERLIN = ("Europe/Berlin",)
POLICY = Policy(zone="Europe/Berlin")
_numbers = count(1)


def at(text: str) -> Moment:
    """`2026-05-21 09:00` in UTC."""
    return hear_moment(text.replace(" ", "T") + "Z")


def told(when: str, what: What, source: Source = DESK, id_: str = "") -> Entry:
    return Entry(source, id_ or f"{what.kind}:{next(_numbers)}", at(when), what)


def promised(
    when: str = "2026-05-20 10:00",
    window_from: str = "2026-05-21T09:00",
    window_to: str = "2026-05-21T12:00",
    *,
    id_: str = "P-1",
    zones: tuple[str, ...] = BERLIN,
    **more: object,
) -> Entry:
    made = PromiseMade(id_, window_from=window_from, window_to=window_to, zones=zones, about=WHO, by="Ruth", **more)  # type: ignore[arg-type]
    return told(when, made)


def moved(when: str, event: str, *, id_: str = "P-1", **more: object) -> Entry:
    return told(when, PromiseMoved(id_, event, about=WHO, by="Ruth", **more))  # type: ignore[arg-type]


def tried(when: str, outcome: str, id_: str = "P-1") -> Entry:
    return told(when, CallTried(id_, outcome, by="Ruth", about=WHO))


def call(when: str, outcome: CallOutcome = CallOutcome.REACHED, direction: str = "outbound", **more: object) -> Call:
    number = next(_numbers)
    return Call(
        f"asterisk/{number}",
        direction,
        "+491711234567",
        at(when),
        outcome,
        entries=(f"asterisk/cdr:{number}",),
        **more,  # type: ignore[arg-type]
    )


def complete(from_: str, to: str, source: Source = LOG) -> Entry:
    return told(to, CompletenessDeclared("calls", at(from_), at(to)), source)


def answer(when: str, text: str, *, id_: str = "", **more: object) -> Entry:
    made = AnswerGiven("mail", text=text, to="m@example.org", agent="ruth", **more)  # type: ignore[arg-type]
    return told(when, made, Source("mail", US), id_)


def said(entry: Entry, quote: str) -> Statement:
    what = entry.what
    assert isinstance(what, AnswerGiven)
    start = what.text.index(quote)
    return Statement(
        ClaimKind.PROMISE,
        quote,
        start,
        start + len(quote),
        Slots(),
        entry.id,
        entry.occurred,
        what.agent,
        "mail",
        True,
        "a sent mail",
    )


def outcome_of(
    *entries: Entry,
    now: str,
    calls: tuple[Call, ...] = (),
    statements: tuple[Statement, ...] = (),
    id_: str = "P-1",
    policy: Policy = POLICY,
) -> Promise:
    """What became of one promise."""
    found = promises(entries, calls=calls, statements=statements, now=at(now), policy=policy)
    (only,) = [one for one in found if one.id == id_]
    return only
