"""Is what we hold about him wrong? Compared with everybody else who holds it, field by field, both values shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from amends.facts import CUSTOMER, US, ClaimKind, Difference, Entry, Moment, Opinion, Reason, Verdict, Witness
from amends.facts.kinds import ProfileTold

from ..finding import Finding
from ..sentences import listed, teller
from .evidence import ADMITTED, of_told
from .talk import Question, Talk

KIND: Final = ClaimKind.RECORD_WRONG
_NAMED: Final = {
    "address": re.compile(r"\b(?:address|street|house number|post ?code|zip|city|town|moved)\b", re.I),
    "name": re.compile(r"\b(?:name|surname|spell\w*|misspel\w*|married)\b", re.I),
    "email": re.compile(r"\b(?:e-?mail(?: address)?)\b", re.I),
    "phone": re.compile(r"\b(?:phone|mobile|number is|phone number|telephone)\b", re.I),
}
_EMAIL: Final = re.compile(r"\be-?mail\s+address\b", re.I)
_SPACE: Final = re.compile(r"[\s,.;/-]+")


@dataclass(frozen=True, slots=True)
class _Held:
    """What one teller holds of one field, by his latest word."""

    entry: Entry
    field: str
    value: str


def examine(talk: Talk) -> Iterator[Opinion]:
    """One opinion for each case in which he says that our record of him is wrong."""
    held = _held(talk)
    for asked in talk.questions(KIND):
        named = _fields(asked, held, talk)
        values = [h for h in held if h.field in named]
        before = [h for h in _held(talk, asked.at) if h.field in named]
        yield _compared(asked, values, before, named)


def _held(talk: Talk, until: Moment | None = None) -> list[_Held]:
    """The latest value of each field by each source up to then, in order of source and field."""
    latest: dict[tuple[str, str], _Held] = {}
    for entry, what in talk.told(ProfileTold):
        if entry.source.root != CUSTOMER and (until is None or entry.occurred <= until):
            for field, value in _values(what):
                latest[entry.source.name, field] = _Held(entry, field, value)
    return [latest[key] for key in sorted(latest)]


def _values(what: ProfileTold) -> Iterator[tuple[str, str]]:
    told = {"address": what.address, "name": what.name, "email": what.email or "", "phone": what.phone or ""}
    told |= {name: value for name, _, value in (more.partition("=") for more in what.more)}
    return ((field, value) for field, value in told.items() if value.strip())


def _fields(asked: Question, held: list[_Held], talk: Talk) -> list[str]:
    """The fields that his words name; all of them where they name none."""
    words = " ".join(f"{c.quote} {talk.text_of(c.contact_id)}" for c in asked.claims)
    plain = _EMAIL.sub("e-mail", words)
    known = sorted({h.field for h in held})
    named = [f for f in known if (p := _NAMED.get(f)) is not None and p.search(plain)]
    named += [f for f in known if f not in _NAMED and f.replace("_", " ").lower() in plain.lower()]
    return named or known


def _compared(asked: Question, held: list[_Held], before: list[_Held], named: list[str]) -> Opinion:
    """As it is held now; what was put right since the customer said so is said."""
    differing = _differing(named, held)
    agreeing = {f: {h.entry.source.root for h in held if h.field == f} for f in named if f not in differing}
    confirmed = [f for f, roots in agreeing.items() if len(roots) > 1]
    if differing:
        finding = _differs(differing, [h for h in held if h.field in differing])
    elif confirmed and len(confirmed) == len(named):
        finding = _agrees(confirmed, held, put_right=bool(_differing(named, before)))
    else:
        finding = _unknown(asked, bool(held))
    shown = [h for h in held if h.field in (differing or named)]
    ours = [h for h in shown if h.entry.source.root == US]
    witnesses = tuple(_witness(h, ours) for h in shown if h.entry.source.root != US or differing)
    disputed = tuple(_witness(h, ()) for h in ours) if not differing else ()
    return finding.opinion(asked.matter, KIND, None, _together(witnesses), _together(disputed))


def _differing(fields: list[str], held: list[_Held]) -> list[str]:
    return [f for f in fields if len({_same(h.value) for h in held if h.field == f}) > 1]


def _differs(fields: list[str], held: list[_Held]) -> Finding:
    names = listed(sorted({teller(h.entry) if h.entry.source.root != US else h.entry.source.name for h in held}))
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.RECORD_DIFFERS,
        f"What is held is not the same everywhere: {listed(_plain(f) for f in fields)} differs between {names}.",
        "Ask which one is right, have the wrong one corrected, and say when it is done.",
        since=max(h.entry.occurred for h in held),
    )


def _agrees(fields: list[str], held: list[_Held], *, put_right: bool) -> Finding:
    names = listed(_plain(f) for f in fields)
    if put_right:
        return Finding(
            Verdict.RECORD_RIGHT,
            Reason.RECORD_AGREES,
            f"When the customer said so the {names} was not the same everywhere; it has been put right since.",
            "Say that it was wrong and has been put right, and read out what is held now.",
            since=max(h.entry.occurred for h in held),
        )
    return Finding(
        Verdict.RECORD_RIGHT,
        Reason.RECORD_AGREES,
        f"Everybody who holds it has the same {names}.",
        "Read out what is held, and ask what should stand there: all of them can be out of date.",
        since=max(h.entry.occurred for h in held),
    )


def _unknown(asked: Question, something: bool) -> Finding:
    sentence = "Only we hold this; there is nothing to compare it with." if something else "Nothing held was found."
    return Finding(
        Verdict.CANNOT_TELL,
        Reason.ONLY_OUR_WORD if something else Reason.NOTHING_FOUND,
        sentence,
        "Ask what should stand there and what it shows, and have it corrected.",
        since=asked.at,
        missing=("what somebody else holds about it: another system, a document of the customer's",),
    )


def _witness(held: _Held, ours: list[_Held] | tuple[_Held, ...]) -> Witness:
    mine = held.entry.source.root == US
    says = f"Holds {_plain(held.field)}: {held.value}"
    theirs = [o for o in ours if o.field == held.field and _same(o.value) != _same(held.value)]
    other = next((o for o in theirs if o.entry.source != held.entry.source), None)
    told = of_told(held.entry, says, how="what is held", state=ADMITTED if mine else "held")
    if other is None:
        return told
    return replace(told, differences=(Difference(_plain(held.field), other.value, held.value),))


def _together(witnesses: tuple[Witness, ...]) -> tuple[Witness, ...]:
    """One witness for each entry, with all that it says."""
    found: dict[str, Witness] = {}
    for witness in witnesses:
        known = found.get(witness.entry_id)
        if known is None:
            found[witness.entry_id] = witness
        else:
            says, differs = f"{known.says}; {witness.says}", (*known.differences, *witness.differences)
            found[witness.entry_id] = replace(known, says=says, differences=differs)
    return tuple(found.values())


def _same(value: str) -> str:
    return _SPACE.sub(" ", value).strip().casefold()


def _plain(field: str) -> str:
    return {"email": "e-mail address", "phone": "phone number"}.get(field, field.replace("_", " "))
