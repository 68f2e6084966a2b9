"""What people write down about a mistake. A later note adds to the earlier ones; a field left empty changes nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from amends.facts import Entry, Moment, Problem, Refused
from amends.facts.kinds import MistakeNoted

from .harm import Harm
from .literals import check_literal
from .mistakes import FoundBy, Mistake, Way
from .steps import OTHER, STEPS

TEXT_CHARACTERS_MAX: Final = 4_000
FACTORS_MAX: Final = 20
HOW: Final = "one of us wrote it down"
_ID = re.compile(r"(?:verdict|call|survey|inherited|noted):\S.*", re.DOTALL)
_NOTED: Final = "noted:"
_NOTE: Final = "The note"


def with_notes(mistakes: Iterable[Mistake], notes: Sequence[tuple[Entry, MistakeNoted]]) -> tuple[Mistake, ...]:
    """The mistakes with what was noted about them, and those that nothing but a note tells of; oldest first.

    `notes` in order of happening.
    """
    found = {one.id: one for one in mistakes}
    by_any_name = {name: one.id for one in found.values() for name in one.also} | {name: name for name in found}
    for entry, told in notes:
        name = by_any_name.setdefault(told.mistake, told.mistake)
        known = found.get(name)
        found[name] = _added(known, entry, told) if known is not None else _alone(entry, told)
    return tuple(sorted(found.values(), key=lambda one: (one.happened or one.found or 0, one.id)))


def notes_of(told: Iterable[Entry]) -> Iterator[tuple[Entry, MistakeNoted]]:
    """The notes among these entries that name a mistake."""
    for entry in told:
        if isinstance(entry.what, MistakeNoted) and entry.what.mistake:
            yield entry, entry.what


def texts_of(told: MistakeNoted) -> tuple[str, ...]:
    """What somebody wrote freely, to be looked through for names before it is saved."""
    return tuple(text for text in (told.what, told.surprised, *told.factors) if text.strip())


def check_note(told: MistakeNoted, *, now: Moment) -> MistakeNoted:
    """A note that may be written down, whose texts were looked through for names. Raises Refused."""
    if not _ID.fullmatch(told.mistake):
        raise Refused(Problem(_NOTE, "names no mistake", "Open it from the register", value=told.mistake))
    if told.mistake.startswith("call:"):
        raise Refused(
            Problem(_NOTE, "is about a call that ended", "Nothing is noted of these: it would say whose it was")
        )
    if not told.about and not told.mistake.startswith(_NOTED):
        raise Refused(Problem(_NOTE, "does not say whose matter it is", "Open it from the register"))
    if told.step and told.step not in STEPS:
        raise Refused(Problem(_NOTE, "names no step of the list", "Choose one of the list", value=told.step))
    if told.found_by and told.found_by not in list(FoundBy):
        step = "Choose customer, agent, witness or monitor"
        raise Refused(Problem(_NOTE, "does not say who found it", step, value=told.found_by))
    _check_times(told, now)
    _check_said(told)
    for literal in told.cause:
        check_literal(literal, "The cause")
    return told


def _check_times(told: MistakeNoted, now: Moment) -> None:
    for at, which in ((told.happened, "went wrong"), (told.found, "was found")):
        if at is not None and at > now:
            raise Refused(Problem(_NOTE, f"says that it {which} in the future", "Correct the time"))
    if told.happened is not None and told.found is not None and told.found < told.happened:
        raise Refused(Problem(_NOTE, "says that it was found before it went wrong", "Correct one of the times"))


def _check_said(told: MistakeNoted) -> None:
    if any(len(text) > TEXT_CHARACTERS_MAX for text in texts_of(told)) or len(told.factors) > FACTORS_MAX:
        step = f"At most {TEXT_CHARACTERS_MAX} characters each, and {FACTORS_MAX} factors"
        raise Refused(Problem(_NOTE, "is too long", step))
    says = (told.step, told.found_by, told.programme, *texts_of(told), *told.cause, *told.lessons)
    if not any(says) and told.happened is None and told.found is None:
        raise Refused(Problem(_NOTE, "says nothing", "Write what went wrong, what contributed, or why it surprised us"))
    if told.mistake.startswith(_NOTED) and not told.what.strip():
        raise Refused(Problem(_NOTE, "does not say what went wrong", "One line is enough, and no name in it"))


def _alone(entry: Entry, told: MistakeNoted) -> Mistake:
    """A mistake that nothing else tells of, or whose witness has since said otherwise: the note is kept."""
    way = Way(told.found if told.found is not None else entry.occurred, _found_by(told), HOW)
    begun = Mistake(told.mistake, OTHER, "", ways=(way,), harm=Harm(people=1 if told.about else 0), about=told.about)
    return _added(begun, entry, replace(told, found_by="", found=None))


def _added(known: Mistake, entry: Entry, told: MistakeNoted) -> Mistake:
    ways = set(known.ways)
    if told.found_by or told.found is not None:
        ways.add(Way(told.found if told.found is not None else entry.occurred, _found_by(told), HOW))
    return replace(
        known,
        step=told.step if told.step in STEPS else known.step,
        what=_longer(known.what, told.what),
        happened=told.happened if told.happened is not None else known.happened,
        ways=tuple(sorted(ways)),
        factors=_union(known.factors, told.factors),
        surprised=_longer(known.surprised, told.surprised),
        contacts=_union(known.contacts, (told.contact,)),
        cause=told.cause or known.cause,
        programme=told.programme or known.programme,
        lessons=_union(known.lessons, told.lessons),
    )


def _found_by(told: MistakeNoted) -> FoundBy:
    return FoundBy(told.found_by) if told.found_by in list(FoundBy) else FoundBy.AGENT


def _longer(known: str, more: str) -> str:
    more = more.strip()
    return known if not more or more in known.split("\n") else f"{known}\n{more}" if known else more


def _union(known: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in (*known, *(text.strip() for text in more)) if one))
