"""What came of each row: failed, good, or not known; and errors as numbers. Read from a column of a table file."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused
from amends.facts.verdicts import Verdict
from amends.link.chains import Sheet

from .coded import Mask, Numbers
from .find import FAILED, GOOD, UNKNOWN, Outcomes

OUTCOME_STEP: Final = "Write true or false, 1 or 0, or a verdict; leave it empty where it is not known"
ERROR_STEP: Final = "Errors are numbers from 0; leave it empty where it is not known"
# A verdict of the second opinion is an outcome too: one that is still open is none, not a good one.
WORDS: Final = {
    **dict.fromkeys(("1", "1.0", "true", "yes", "y", "t", "failed", Verdict.CUSTOMER_RIGHT.value), FAILED),
    **dict.fromkeys(("0", "0.0", "false", "no", "n", "f", "ok", Verdict.RECORD_RIGHT.value), GOOD),
    **dict.fromkeys(("", "null", "none", "nan", "unknown"), UNKNOWN),
    **dict.fromkeys((Verdict.TOO_EARLY.value, Verdict.CANNOT_TELL.value), UNKNOWN),
}


def hear_outcomes(sheet: Sheet, name: str) -> Outcomes:
    """FAILED, GOOD or UNKNOWN for each row. Empty is unknown: a row without a witness's answer counts nowhere.

    Raises Refused for a name that is no column, and for a value that is no outcome, with its line.
    """
    sheet.check_column(name)
    values, codes = encoded(sheet.column(name))
    known = [WORDS.get(_word(value), None) for value in values]
    for code, outcome in enumerate(known):
        if outcome is None:
            line = sheet.line(int(np.flatnonzero(codes == code)[0]))
            raise Refused(
                Problem(sheet.where, "is no outcome", OUTCOME_STEP, line=line, column=name, value=str(values[code]))
            )
    table = np.array([*(outcome for outcome in known if outcome is not None), UNKNOWN], np.int8)
    outcomes = table[codes]
    outcomes[~sheet.good_rows(len(outcomes))] = UNKNOWN
    return outcomes


def hear_errors(sheet: Sheet, name: str) -> tuple[Numbers, Mask]:
    """The error of each row, and where it is known. Raises Refused for what is no number from 0, with its line."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sheet.check_column(name)
    column = plain(sheet.column(name))
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = _numbers_of_texts(sheet, name, column)
    try:
        column = column.cast(pa.float64())
        numbers = np.asarray(pc.fill_null(column, np.nan) if column.null_count else column, np.float64)
    except pa.ArrowException:
        raise Refused(
            Problem(sheet.where, f"is a column of {column.type}", "Name a column of numbers", column=name)
        ) from None
    wrong = np.flatnonzero((numbers < 0) | np.isinf(numbers))
    if len(wrong):
        _refuse_error(sheet, name, int(wrong[0]), str(numbers[wrong[0]]))
    known = ~np.isnan(numbers) & sheet.good_rows(len(numbers))
    return numbers, known


def _numbers_of_texts(sheet: Sheet, name: str, column: Any) -> Any:
    """At once where all are numbers or empty; else one by one, with the words for yes and no."""
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(column)
    try:
        return pc.if_else(pc.equal(trimmed, ""), None, trimmed).cast(pa.float64())
    except pa.ArrowInvalid:
        values, codes = encoded(column)
    numbers = np.full(len(values) + 1, np.nan)
    for code, value in enumerate(values):
        word = _word(value)
        try:
            numbers[code] = float(word) if word else np.nan
        except ValueError:
            if word not in WORDS:
                _refuse_error(sheet, name, int(np.flatnonzero(codes == code)[0]), str(value))
            numbers[code] = np.nan if WORDS[word] == UNKNOWN else float(WORDS[word])
    return pa.array(numbers[codes], pa.float64())


def _refuse_error(sheet: Sheet, name: str, row: int, value: str) -> None:
    raise Refused(Problem(sheet.where, "is no error", ERROR_STEP, line=sheet.line(row), column=name, value=value))


def encoded(column: Any) -> tuple[list[Any], NDArray[np.int32]]:
    """The different values of a pyarrow ChunkedArray, None among them where there are some, and each row's number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not column.num_chunks:
        return [], np.zeros(0, np.int32)
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    else:
        column = pc.dictionary_encode(column)
    values = column.chunk(column.num_chunks - 1).dictionary.to_pylist()
    codes = np.empty(len(column), np.int32)
    begin = 0
    for chunk in column.chunks:
        own = pc.fill_null(chunk.indices, len(values)) if chunk.null_count else chunk.indices
        codes[begin : begin + len(chunk)] = own
        begin += len(chunk)
    if column.null_count:
        values.append(None)
    return values, codes


def plain(column: Any) -> Any:
    """The column without a dictionary."""
    import pyarrow as pa

    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _word(value: Any) -> str:
    return "" if value is None else str(value).strip().lower()
