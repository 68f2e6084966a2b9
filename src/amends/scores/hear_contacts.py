"""Contacts from a table file: what is wrong with a row is said with its line, and the row is left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused
from amends.link.chains import Sheet
from amends.link.chains.times import hear_times

from .columns import NOT_TOLD, coded_of, is_there, numbers_of, texts_of, words_of
from .contacts import AGENT, NOBODY, SYSTEM, UNANSWERED, Coded, Contacts

NEEDED: Final[tuple[str, ...]] = (
    *("contact_id", "case_id", "seq", "agent", "started_at", "reason"),
    *("survey_answer", "returned_within_window"),
)
OPTIONAL: Final[tuple[str, ...]] = ("product", "channel", "tier", "routing", "survey_invited_by", "left_out")
PROBLEMS_MAX: Final = 20
_SEQ_MAX: Final = 1_000_000
_YES = {"1": 1, "0": 0, "true": 1, "false": 0, "yes": 1, "no": 0, "1.0": 1, "0.0": 0}
_ANSWERS = {"1": 1, "0": 0, "1.0": 1, "0.0": 0, "true": 1, "false": 0}
_ROUTING = {"policy": 0, "random": 1}
_INVITED = {"system": SYSTEM, "agent": AGENT}
_WITHOUT = {
    "routing": "every contact is taken as routed by policy",
    "survey_invited_by": "nobody is known to have been asked by the system, and the gate will hold",
}


@dataclass(frozen=True, slots=True)
class HeardContacts:
    """`problems` are of rows that were left out, `more` such rows besides; `notes` are said once. `spared`, one for
    each contact, are those that count for nobody and stay in their cases.
    """

    contacts: Contacts
    spared: NDArray[np.bool_]
    problems: tuple[Problem, ...]
    more: int
    notes: tuple[str, ...]


class _Wrong:
    """Rows that cannot be taken, each with the first thing that is wrong with it."""

    def __init__(self, sheet: Sheet, rows: int) -> None:
        self._sheet, self.bad = sheet, ~sheet.good_rows(rows)
        self._found: list[tuple[int, str, str, str]] = [(row, "", "", "") for row in np.flatnonzero(self.bad).tolist()]

    def note(self, bad: NDArray[np.bool_], column: str, what: str, step: str) -> None:
        """These rows too."""
        new = np.flatnonzero(bad & ~self.bad)
        self._found += [(row, column, what, step) for row in new[:PROBLEMS_MAX].tolist()]
        self.bad[new] = True

    def problems(self) -> Iterator[Problem]:
        """In the order of the file, the first twenty."""
        for row, column, what, step in sorted(self._found)[:PROBLEMS_MAX]:
            line = self._sheet.line(row)
            yield (
                Problem(self._sheet.where, what, f"{step}; the row is left out", line=line, column=column)
                if what
                else self._sheet.wrong(row)
            )


def hear_contacts(sheet: Sheet) -> HeardContacts:
    """Read the contract's columns. Raises Refused for a column that is missing, and where no row can be taken.

    A case whose contacts are in no order (a number twice, or a later one that began earlier) is left out as a whole;
    one with a gap is kept, and what was left behind across the gap is not counted. Whatever stands in `left_out` says
    why a contact counts for nobody; it needs no agent then.
    """
    for name in NEEDED:
        sheet.check_column(name)
    texts = {name: texts_of(sheet, name) for name in (*NEEDED, *OPTIONAL) if name in sheet.names}
    rows = len(texts["contact_id"])
    wrong = _Wrong(sheet, rows)
    spared = is_there(texts["left_out"]) if "left_out" in texts else np.zeros(rows, np.bool_)
    for name in ("contact_id", "case_id", "agent"):
        nameless = ~is_there(texts[name])
        wrong.note(nameless & ~spared if name == "agent" else nameless, name, "is empty", "Name it")
    times = hear_times(sheet.chunks("started_at"), rows, sheet.where, "started_at")
    wrong.note(~times.good, "started_at", "is no time", "Write for example 2026-05-03T14:20:00Z")
    number = numbers_of(texts["seq"])
    whole = (number >= 1) & (number <= _SEQ_MAX) & (np.floor(np.nan_to_num(number)) == number)
    wrong.note(~whole, "seq", "is no whole number from 1", "Number the contacts of a case from 1")
    answer = _words(texts, wrong, "survey_answer", _ANSWERS, UNANSWERED, "is neither 1, 0 nor empty")
    returned = _words(texts, wrong, "returned_within_window", _YES, -1, "is neither true nor false")
    wrong.note(returned < 0, "returned_within_window", "is empty", "Write true or false: amends chains tells which")
    routing = _words(texts, wrong, "routing", _ROUTING, 0, "is neither policy nor random", rows)
    invited = _words(texts, wrong, "survey_invited_by", _INVITED, NOBODY, "is neither system nor agent", rows)
    ids = coded_of(texts["contact_id"])
    wrong.note(_again(ids.codes, wrong.bad), "contact_id", "stands in the file twice", "Keep one; the first is taken")
    cases = coded_of(texts["case_id"])
    seq = np.where(whole, number, 0).astype(np.int32)
    out_of_order, gaps = _orders(cases, seq, times.at, ~wrong.bad)
    step = "Number the contacts of the case in the order in which they began"
    wrong.note(out_of_order, "seq", "is out of order in its case", step)
    kept = np.flatnonzero(~wrong.bad)
    kept = kept[np.lexsort((seq[kept], cases.codes[kept]))]  # the order of the rows in the file changes nothing
    if not len(kept):
        raise Refused(Problem(sheet.where, "has no row that can be taken", "Correct the rows", column=None))
    notes = [f"There is no column {name}: {said}" for name, said in _WITHOUT.items() if name not in texts]
    contacts = Contacts(
        contact_id=np.array(ids.names, object)[ids.codes[kept]],
        case=_of(cases, kept),
        seq=seq[kept],
        agent=_agents(_of(coded_of(texts["agent"]), kept)),
        started_at=times.at[kept],
        reason=_of(coded_of(texts["reason"]), kept),
        **{name: _of(_optional(texts, name, rows), kept) for name in ("product", "channel", "tier")},
        at_random=routing[kept] == 1,
        invited_by=invited[kept],
        answer=answer[kept],
        returned=returned[kept] == 1,
    )
    problems = tuple(wrong.problems())
    notes += [*times.notes, *_said_of(contacts, gaps)]
    return HeardContacts(contacts, spared[kept], problems, int(wrong.bad.sum()) - len(problems), tuple(notes))


def _words(
    texts: dict[str, Any], wrong: _Wrong, name: str, words: dict[str, int], nothing: int, what: str, rows: int = 0
) -> NDArray[np.int8]:
    if name not in texts:
        return np.full(rows, nothing, np.int8)
    found, good = words_of(texts[name], words, nothing)
    wrong.note(~good, name, what, "Correct it, or leave it empty" if nothing == UNANSWERED else "Correct it")
    return found


def _agents(coded: Coded) -> Coded:
    """What nobody took alone is nobody's: its key is empty."""
    return Coded(coded.codes, tuple("" if name == NOT_TOLD else name for name in coded.names))


def _optional(texts: dict[str, Any], name: str, rows: int) -> Coded:
    return coded_of(texts[name]) if name in texts else Coded(np.zeros(rows, np.int32), ("(not told)",))


def _of(coded: Coded, rows: NDArray[np.int64]) -> Coded:
    """These rows, with the values that are left."""
    known, codes = np.unique(coded.codes[rows], return_inverse=True)
    return Coded(codes.astype(np.int32), tuple(coded.names[code] for code in known.tolist()))


def _again(codes: NDArray[np.int32], bad: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows whose id a good row before them has."""
    good = np.flatnonzero(~bad)
    again = np.ones(len(codes), np.bool_)
    again[good[np.unique(codes[good], return_index=True)[1]]] = False
    return again & ~bad


def _orders(
    cases: Coded, seq: NDArray[np.int32], at: NDArray[np.int64], good: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], int]:
    """Rows of cases that are in no order, and how many gaps there are in those that are."""
    rows = np.flatnonzero(good)
    rows = rows[np.lexsort((at[rows], seq[rows], cases.codes[rows]))]
    one, other = rows[:-1], rows[1:]
    same = cases.codes[one] == cases.codes[other]
    back = same & ((seq[other] == seq[one]) | (at[other] < at[one]))
    wrong_cases = np.zeros(len(cases), np.bool_)
    wrong_cases[cases.codes[one[back]]] = True
    jumps = int((same & (seq[other] > seq[one] + 1) & ~wrong_cases[cases.codes[one]]).sum())
    late = np.flatnonzero(~same) + 1
    begins = rows[np.concatenate([[0], late])] if len(rows) else rows
    jumps += int(((seq[begins] > 1) & ~wrong_cases[cases.codes[begins]]).sum())
    return wrong_cases[cases.codes] & good, jumps


def _said_of(contacts: Contacts, gaps: int) -> list[str]:
    notes = []
    if gaps:
        what = "1 gap" if gaps == 1 else f"{gaps:,} gaps"
        notes.append(f"{what} in seq: contacts are missing, and what was left behind across them is not counted")
    unknown = int((contacts.next_rows() == -2).sum())
    if unknown:
        what = "1 contact has" if unknown == 1 else f"{unknown:,} contacts have"
        notes.append(f"{what} returned_within_window, and the contact that came next is not here")
    once = int((contacts.reason.sums() == 1).sum())
    if once:
        what = "1 reason is" if once == 1 else f"{once:,} reasons are"
        notes.append(f"{what} seen once, and taken as usual, with all doubt")
    return notes
