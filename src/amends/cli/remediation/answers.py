"""amends remediation answers: what the payer said to each payment that was handed over. All of a file, or nothing."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from amends.facts import Entry, HandleKind, NotAllowed, Problem, Refused
from amends.facts.kinds import RemedyAnswered, RemedyHandedOver

from ..common import Home, counted, json_option, now, pass_home, progress, say_json
from .acting import applied, desk_entry
from .placed import Placed, by_option, placed_of

if TYPE_CHECKING:
    from amends.record import Record

NEEDED: Final = ("key", "attempt", "outcome")
_SHOWN_MAX: Final = 20
_ATTEMPT: Final = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the file."""

    line: int
    key: str
    attempt: int
    outcome: str
    reference: str
    matter: str  # empty unless the file names it


@click.command("answers", short_help="Take in what the payer said.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@by_option
@json_option
@pass_home
def command(home: Home, file: Path, by: str, as_json: bool) -> None:
    """Take in FILE (CSV: key, attempt, outcome, reference): accepted or refused, for payments that were handed over.
    Accepted is no proof that it arrived: that only a witness says. Refused allows the next attempt, with the next key.
    """
    told = hear_answers(file.read_bytes(), file.name)
    at = now()
    with home.record() as record, progress() as bar:
        matters = [_matter_of(record, answer, file.name) for answer in told]
        found = {one.standing.matter: one for one in placed_of(record, matters, home.policy(), at, bar)}
        checked = _checked(told, matters, found, file.name, by)
        new = [what for what in checked if what is not None]
        entries = [desk_entry(_id(what, found[what.matter].file.told), at, what) for what in new]
        done = applied(record, entries)
        taken = sum(done)
        _check_known(record, [what for what, took in zip(new, done, strict=True) if not took], file.name)
    if as_json:
        say_json({"answers": len(told), "taken_in": taken, "known_already": len(told) - taken})
    else:
        known = f" {len(told) - taken:,} were known already." if taken < len(told) else ""
        click.echo(f"{counted(taken, 'answer')} taken in.{known}")


def _check_known(record: "Record", left: Sequence[RemedyAnswered], where: str) -> None:
    """Somebody else wrote down an answer to the same attempt at the same moment. Raises NotAllowed where it is another:
    it would pass for taken in.
    """
    for what in left:
        known = [e.what for e in record.about({what.matter}) if isinstance(e.what, RemedyAnswered)]
        if not any(
            (one.key, one.attempt, one.outcome, one.reference) == (what.key, what.attempt, what.outcome, what.reference)
            for one in known
        ):
            step = "Look at what stands there now, and take the file in again"
            words = "was answered otherwise by somebody else at the same moment"
            raise NotAllowed(Problem(where, words, step, column="key", value=what.key))


def hear_answers(raw: bytes, where: str) -> list[Answer]:
    """The lines of the file. Raises Refused with the line for the first that cannot be understood."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Problem(where, "is not text in UTF-8", "Save it as CSV in UTF-8")) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    for name in NEEDED:
        if name not in names:
            step = f"The first line names the columns: {', '.join(NEEDED)}, reference"
            raise Refused(Problem(where, f"has no column {name}", step, line=1))
    reader.fieldnames = names
    answers = [_answer(row, reader.line_num, where) for row in reader if any(row.values())]
    _check_once(answers, where)
    if not answers:
        raise Refused(Problem(where, "holds no answer", "Is it the right file?"))
    return answers


def _check_once(answers: Sequence[Answer], where: str) -> None:
    """Two words of the payer on one attempt are two files: which came last is not in a list."""
    seen: dict[tuple[str, int], Answer] = {}
    for answer in answers:
        first = seen.setdefault((answer.key, answer.attempt), answer)
        if (first.outcome, first.reference) != (answer.outcome, answer.reference):
            step = f"Line {first.line} says otherwise of it: keep the one that is so"
            raise Refused(Problem(where, "is answered twice", step, line=answer.line, column="key", value=answer.key))


def _answer(row: dict[str, str | None], line: int, where: str) -> Answer:
    told = {name: (value or "").strip() for name, value in row.items() if isinstance(value, str)}
    if not _ATTEMPT.fullmatch(told.get("attempt", "")):
        step = "Write the number of the attempt as it was handed over"
        raise Refused(Problem(where, "is no attempt", step, line=line, column="attempt", value=told.get("attempt", "")))
    if not told.get("key"):
        raise Refused(Problem(where, "has no key", "Write the key as it was handed over", line=line, column="key"))
    outcome = told.get("outcome", "").lower()
    return Answer(line, told["key"], int(told["attempt"]), outcome, told.get("reference", ""), told.get("matter", ""))


def _matter_of(record: "Record", answer: Answer, where: str) -> str:
    """Whose key it is. Raises Refused where nothing was handed over under it."""
    if answer.matter:
        return answer.matter if ":" in answer.matter else f"{HandleKind.REFUND}:{answer.matter}"
    known = record.about({f"{HandleKind.REFUND}:{answer.key}"})
    for entry in known:
        if isinstance(entry.what, RemedyHandedOver) and entry.what.key == answer.key:
            return entry.what.matter
    step = "Look whether the file is for another installation, or the key was cut off"
    raise Refused(Problem(where, "was never handed over", step, line=answer.line, column="key", value=answer.key))


def _checked(
    told: Sequence[Answer], matters: Sequence[str], found: dict[str, Placed], where: str, by: str
) -> list[RemedyAnswered | None]:
    """What to write for each; None where it is known already. Raises NotAllowed for the first that a rule forbids,
    after all of them were said.
    """
    from amends.remediation.acts import check_answer

    checked: list[RemedyAnswered | None] = []
    problems: list[Problem] = []
    for answer, matter in zip(told, matters, strict=True):
        place = {"line": answer.line, "column": "key", "value": answer.key}
        if matter not in found:
            problems.append(Problem(where, "is of no programme here", "Check the matter", **place))  # type: ignore[arg-type]
            continue
        outcome, reference = answer.outcome, answer.reference
        one = found[matter]
        try:
            what = check_answer(one.standing, answer.key, answer.attempt, outcome=outcome, reference=reference, by=by)
        except NotAllowed as error:
            problems.append(Problem(where, error.problem.what, error.problem.next_step, **place))  # type: ignore[arg-type]
            continue
        before = _before(what, one.file.told)
        same = before and (before[-1].outcome, before[-1].reference) == (outcome, reference)
        checked.append(None if same or what in checked else what)
    for problem in problems[1:_SHOWN_MAX]:
        click.echo(f"amends: {problem}", err=True)
    if problems:
        raise NotAllowed(problems[0])
    return checked


def _before(what: RemedyAnswered, told: Sequence[Entry]) -> list[RemedyAnswered]:
    """What the payer has said to this attempt so far."""
    answers = [entry.what for entry in told if isinstance(entry.what, RemedyAnswered)]
    return [one for one in answers if (one.key, one.attempt) == (what.key, what.attempt)]


def _id(what: RemedyAnswered, told: Sequence[Entry]) -> str:
    """His first, second, ... word on one attempt: a later one counts, and the earlier stays on record."""
    return f"answer:{what.key}:{what.attempt}:{len(_before(what, told)) + 1}"
