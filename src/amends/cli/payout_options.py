"""What the options of `amends payouts` say: ranges, names of columns, words for kinds."""

from collections.abc import Collection, Mapping
from pathlib import Path

from amends.facts import Moment, Problem, Refused

from .common import hear_as_of

_OURS = frozenset({"n", "word", "is_weak"})  # columns that no file has


def folder_of(out: Path) -> Path:
    """The folder in which `out` will stand. Raises Refused where there is none."""
    if not out.parent.is_dir():
        what = "is in a folder that does not exist"
        raise Refused(Problem("--out", what, "Make the folder first", value=str(out.parent)))
    return out.parent


def hear_range(option: str, start: str | None, end: str | None) -> tuple[Moment, Moment] | None:
    """From when to when `OPTION-from` and `OPTION-to` say that a file tells everything; None where neither is given.
    Raises Refused for one without the other, and for an end that is not after the beginning.
    """
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise Refused(Problem(f"{option}-from and {option}-to", "belong together", "Name both, or neither"))
    since, until = hear_as_of(start, f"{option}-from"), hear_as_of(end, f"{option}-to")
    if since >= until:
        raise Refused(Problem(f"{option}-to", f"is not after {option}-from", "Check the two", value=end))
    return since, until


def hear_maps(told: Collection[str], files: Mapping[str, Collection[str]]) -> dict[str, dict[str, str]]:
    """By file, our column -> theirs: `name=Column` for every file that has it, `bank.name=Column` for one.

    Raises Refused for a name that is none.
    """
    renamed: dict[str, dict[str, str]] = {side: {} for side in files}
    for pair in told:
        name, _, column = pair.partition("=")
        where, dot, bare = name.rpartition(".")
        sides = [side for side, columns in files.items() if bare in columns and (not dot or side == where)]
        if not column or not sides or bare in _OURS:
            known = ", ".join(sorted({c for columns in files.values() for c in columns} - _OURS))
            step = f"Write name=Column, with one of {known}"
            raise Refused(Problem("--map", "names no column that is known here", step, value=pair))
        for side in sides:
            renamed[side][bare] = column
    return renamed


def hear_words(told: Collection[str], option: str) -> dict[str, str]:
    """`theirs=ours`, each. Raises Refused for what is no such pair."""
    words: dict[str, str] = {}
    for pair in told:
        theirs, _, ours = pair.rpartition("=")
        if not theirs or not ours:
            raise Refused(Problem(option, "is no pair of words", "Write theirs=ours: Refunded=refund", value=pair))
        if words.setdefault(theirs, ours.lower()) != ours.lower():
            raise Refused(Problem(option, "says of one word that it is two things", "Say it once", value=theirs))
    return words
