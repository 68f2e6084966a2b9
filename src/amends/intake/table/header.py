"""The header against the mapping: an unknown, doubled or missing column refuses the file before anything is written."""

from difflib import get_close_matches

from amends.facts import Problem, Refused
from amends.intake.traits import COLUMN, NotATrait, check_trait_name

from .kinds import TableKind
from .mapping import Mapping


def check_header(columns: tuple[str, ...], kind: TableKind, mapping: Mapping, where: str) -> dict[str, str]:
    """Their column -> our name, for every column that is read. Raises Refused, naming the column and the next step."""
    _check_mapping(columns, kind, mapping, where)
    ours_of = {theirs: ours for ours, theirs in mapping.columns.items()}
    names: dict[str, str] = {}
    for column in columns:
        if column in mapping.ignore:
            continue
        if column in mapping.more:
            names[column] = f"more.{column}"
            continue
        ours = ours_of.get(column, column)
        if not kind.has(ours) and mapping.ignore_others:
            continue
        if column in names or ours in names.values():
            step = f"Leave one out with --ignore '{column}'"
            raise Refused(Problem(where, f"stands twice in the header (as {ours})", step, line=1, column=column))
        if not kind.has(ours):
            raise Refused(_unknown(column, kind, where))
        if ours.startswith(COLUMN):
            _check_trait(ours, column, where)
        names[column] = ours
    for group in kind.required:
        if not any(name in names.values() for name in group):
            step = f"Add it, or say which column it is: --map {group[0]}=..."
            what = f"is missing; a table of {kind.name} needs it"
            raise Refused(Problem(where, what, step, line=1, column=" or ".join(group)))
    return names


def _check_mapping(columns: tuple[str, ...], kind: TableKind, mapping: Mapping, where: str) -> None:
    for column in sorted(mapping.more):
        if not kind.takes_more:
            step = "Leave it out with --ignore, or map it with --map"
            raise Refused(Problem("--more", f"has no place in a table of {kind.name}", step, value=column))
        if column not in columns or column in kind.columns:
            what = "is not in the header" if column not in columns else "is a column of its own"
            raise Refused(Problem(where, what, "Correct --more", line=1, column=column))
    for ours, theirs in mapping.columns.items():
        if not kind.has(ours):
            near = _nearest(ours, kind.columns)
            what = f"is not a column of {kind.name}" + (f"; did you mean {near}?" if near else "")
            known = (*kind.columns, f"{COLUMN}NAME") if kind.takes_traits else kind.columns
            raise Refused(Problem("--map", what, f"Columns are: {', '.join(known)}", value=ours))
        if theirs not in columns:
            near = _nearest(theirs, columns)
            what = "is not in the header" + (f"; did you mean {near!r}?" if near else "")
            raise Refused(Problem(where, what, "Correct --map", line=1, column=theirs))


def _check_trait(ours: str, column: str, where: str) -> None:
    try:
        check_trait_name(ours.removeprefix(COLUMN))
    except NotATrait as error:
        step = f"{error.next_step}; or leave it out with --ignore '{column}'"
        raise Refused(Problem(where, str(error), step, line=1, column=column)) from None


def _unknown(column: str, kind: TableKind, where: str) -> Problem:
    near = _nearest(column, kind.columns)
    what = f"is not a column of {kind.name}" + (f"; the nearest is {near}" if near else "")
    step = f"Say what it is with --map {near or 'NAME'}='{column}', or leave it out with --ignore '{column}'"
    return Problem(where, what, step, line=1, column=column)


def _nearest(name: str, names: tuple[str, ...]) -> str | None:
    plain = {n.lower().replace(" ", "_").replace("-", "_"): n for n in names}
    found = get_close_matches(name.lower().replace(" ", "_").replace("-", "_"), plain, n=1, cutoff=0.5)
    return plain[found[0]] if found else None
