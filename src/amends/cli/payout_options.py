"""What the options of `amends payouts` say: names of columns, words for kinds."""

from collections.abc import Collection, Mapping

from amends.facts import Problem, Refused

_OURS = frozenset({"n", "word", "is_weak"})  # columns that no file has


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
