"""Strings the passes together, for any engine."""

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from importlib.resources import files
from string import Template
from typing import Any, Final

from amends.facts import Moment

from .asked import Asked
from .calendar import COLUMNS, calendar
from .codes import HOWS, WORDS, codes, words
from .engine import Engine
from .rows import differs

# Each pass: its file, how its pairs are known, whether the pair is certain, whether it turned up late.
CANDIDATE_PASSES: Final = (
    ("10_by_our_ref", "by_our_ref", 1, 0),
    ("11_by_same_id", "by_gateway_ref", 1, 0),
    ("12_by_payment_near", "by_payment", 0, 0),
    ("13_by_payment_late", "by_payment", 0, 1),
)
STEPS: Final = (
    "reading their refunds",
    "by gateway reference",
    "what is left",
    *(f"by {HOWS[how]}" for _, how, _, _ in CANDIDATE_PASSES),
    f"by {HOWS['by_customer']}",
    "judging the rest",
    "what nothing explains",
)
JOINED_AT_ONCE: Final = 5_000_000  # of more, the two files are joined one after the other: less memory, more work
DIFFERING_AT_ONCE: Final = 200_000  # rows that Python holds, some hundred bytes each
_DIFFERENCES: Final = {"our_n": int, "differs": str}


@dataclass(frozen=True, slots=True)
class Found:
    """Queries over what was found, to be read from the engine: the verdicts, in no order; how many have each (verdict,
    reason, how); the witness's rows that nothing explains, oldest first, with their number; and, to be kept for a later
    run, the verdicts in numbers (`codes.words` tells them) and the numbers of the unexplained rows.
    """

    verdicts: str
    counts: str
    unexplained: str
    unexplained_count: int
    answers: str = (
        "SELECT a.our_n, a.wit_n, a.code, a.look_again_us, f.differs "
        "FROM answers a LEFT JOIN differences f ON f.our_n = a.our_n"
    )
    unexplained_numbers: str = "SELECT n FROM unexplained_rows"


class _Passes:
    """The SQL files with the numbers put in, on one engine."""

    def __init__(self, engine: Engine, values: dict[str, int]) -> None:
        self.engine = engine
        self.values = {**values, **codes()}
        self._folder = files(__package__).joinpath("passes")
        self._words = {name: str(value) for name, value in self.values.items()}

    def sql(self, file: str, **names: str) -> str:
        text = self._folder.joinpath(f"{file}.sql").read_text("utf-8")
        return Template(text).substitute(self._words, **names)

    def keep(self, name: str, file: str, **names: str) -> None:
        self.engine.keep(name, self.sql(file, **names))

    def view(self, name: str, file: str, **names: str) -> None:
        self.engine.view(name, self.sql(file, **names))


def reconcile(
    engine: Engine,
    asked: Asked,
    seen: tuple[Moment, Moment],
    *,
    told_once: bool,
    tell: Callable[[str], None] = lambda step: None,
) -> Found:
    """Run all passes over the tables `all_ours` and `all_witness` of this engine.

    `seen` is the first and last moment in the witness's rows; `told_once` says that each refund has one row there.
    `tell` hears the name of each step (one of STEPS) as it begins.
    """
    passes = _Passes(engine, asked.values())
    tell(STEPS[0])
    due = _lay_calendar(passes, asked, seen, told_once)
    _open_files(passes, asked.as_of)
    if told_once:
        passes.view("things", "00_things_plain")
    else:
        passes.keep("things", "00_things_with_history")
    tell(STEPS[1])
    _by_key(passes, due)
    tell(STEPS[2])
    passes.keep("things_free", "05_things_free")
    passes.keep("things_left", "06_things_left")
    _apart(passes)
    passes.keep("ours_left", "04_ours_left")
    _by_the_rest(passes, tell)
    tell(STEPS[-2])
    _judge_the_rest(passes, due)
    tell(STEPS[-1])
    passes.keep("unexplained", "50_unexplained")
    named = "u.n = w.n" if told_once else "u.name = w.refund_ref"
    engine.view("unexplained_rows", f"SELECT w.* FROM witness w JOIN unexplained u ON {named}")
    return Found(
        passes.sql("42_verdicts"),
        passes.sql("43_counts"),
        "SELECT * FROM unexplained_rows ORDER BY occurred_at_us, record_id",
        engine.count("unexplained" if told_once else "unexplained_rows"),
    )


def _lay_calendar(passes: _Passes, asked: Asked, seen: tuple[Moment, Moment], told_once: bool) -> str:
    """The table of business days, and the file that tells by it when each pair is due."""
    recent = Moment(passes.values["recent_us"])
    first, last = max(seen[0], recent), min(seen[1], asked.as_of)
    stretches = calendar(first, last, asked.window, asked.policy) if first <= last else ()
    passes.engine.lay("calendar", COLUMNS, [astuple(stretch) for stretch in stretches])
    if not stretches:
        return "03_due_long_ago"
    return "03_due_told_once" if told_once else "03_due_with_history"


def _open_files(passes: _Passes, as_of: Moment) -> None:
    """`ours` and `witness` as of that moment. What the witness only repeats is ours, as in `opinion.roots`."""
    engine = passes.engine
    engine.view("ours", f"SELECT o.*, 0 AS is_repeated FROM all_ours o WHERE requested_at_us <= {int(as_of)}")
    engine.view("witness", f"SELECT * FROM all_witness WHERE occurred_at_us <= {int(as_of)}")
    passes.keep("copies", "00_copies")
    if engine.count("copies"):
        passes.view("ours", "00_ours_with_copies")
        passes.view("witness", "00_witness_without_copies")


def _by_key(passes: _Passes, due: str) -> None:
    """Each of ours with the record that it names, or none."""
    passes.view("pairs_by_key", "02_pairs_by_gateway_ref")
    passes.view("due_by_key", due, pairs="pairs_by_key")
    passes.keep("by_key", "03_judge", pairs="due_by_key")
    passes.engine.view("judged_by_key", "SELECT * FROM by_key WHERE wit_n IS NOT NULL")


def _apart(passes: _Passes) -> None:
    """Nearly always each of ours names another refund, which a count shows; where some do not, the oldest has it."""
    engine = passes.engine
    without = "SELECT our_n FROM by_key WHERE wit_n IS NULL"
    if engine.count("judged_by_key") + engine.count("things_left") > engine.count("things"):
        passes.keep("later_claimants", "01_later_claimants")
        passes.view("judged_by_key", "02_without_later_claimants")
        without += " UNION ALL SELECT our_n FROM later_claimants"
    engine.view("without_key", without)


def _by_the_rest(passes: _Passes, tell: Callable[[str], None]) -> None:
    nobody = "SELECT n AS our_n, n AS wit_n, 0 AS how, 0 AS certain, 0 AS is_late FROM ours_left WHERE 1 = 0"
    code = codes()
    taken = [nobody]
    passes.engine.view("taken", nobody)
    for step, (file, how, certain, late) in enumerate(CANDIDATE_PASSES, 3):
        tell(STEPS[step])
        for pairs in _rounds(passes, file):
            taken.append(
                f"SELECT our_n, wit_n, {code[how]} AS how, {certain} AS certain, {late} AS is_late FROM {pairs}"
            )
        passes.engine.keep(f"taken_{file}", " UNION ALL ".join(taken))
        taken = [f"SELECT * FROM taken_{file}"]
        passes.engine.view("taken", taken[0])
    tell(STEPS[-3])
    passes.keep("may_be", "14_may_be")
    passes.keep("by_customer", "15_by_customer")
    known = f"{code['by_customer']} AS how, 0 AS certain, 0 AS is_late"
    clear = f"SELECT our_n, wit_n, {known} FROM by_customer WHERE is_clear = 1"
    passes.engine.view("taken", f"{taken[0]} UNION ALL {clear}")


def _rounds(passes: _Passes, file: str) -> list[str]:
    """The names of the tables of pairs: those who are each other's first, then among the others again, to the end."""
    candidates = f"candidates_{file}"
    found: list[str] = []
    passes.keep(candidates, file)
    while passes.engine.count(candidates):
        pairs, left = f"pairs_{file}_{len(found)}", f"candidates_{file}_{len(found)}"
        passes.keep(pairs, "18_take", candidates=candidates)
        passes.keep(left, "19_remain", candidates=candidates, pairs=pairs)
        found.append(pairs)
        candidates = left
    return found


def _judge_the_rest(passes: _Passes, due: str) -> None:
    passes.view("pairs_of_the_rest", "20_pairs_of_the_rest")
    passes.view("due_of_the_rest", due, pairs="pairs_of_the_rest")
    passes.keep("judged_of_the_rest", "03_judge", pairs="due_of_the_rest")
    passes.keep("free", "21_free")
    passes.keep("near_on_payment", "22_near_on_payment")
    passes.keep("absent", "23_absent")
    passes.view("paired", "29_paired")
    passes.keep("further_of_ours", "30_further_of_ours")
    passes.keep("further_of_theirs", "30_further_of_theirs")
    passes.keep("doubles", "31_doubles")
    passes.keep("attempts", "32_attempts")
    passes.keep("differing", "33_differing")
    _tell_differences(passes.engine)
    passes.engine.lay("words", WORDS, words())
    passes.view("answers", "40_answers")
    if passes.engine.count("all_ours") > JOINED_AT_ONCE:
        passes.keep("named", "41_named")
    else:
        passes.view("named", "41_named")


def _tell_differences(engine: Engine) -> None:
    """What differs, in words, for each that does: a page at a time, for a column that is wrong may be wrong in all."""
    pages = range(engine.count("differing") // DIFFERING_AT_ONCE + 1)
    for page in pages:
        rows = engine.rows(f"SELECT * FROM differing WHERE our_n % {len(pages)} = {page}")
        engine.lay(f"differences_{page}", _DIFFERENCES, _in_words(rows))
    engine.view("differences", " UNION ALL ".join(f"SELECT * FROM differences_{page}" for page in pages))


def _in_words(rows: Iterable[dict[str, Any]]) -> list[tuple[int, str | None]]:
    """Most differ in the state alone, in one of a few ways: each way is told once."""
    known: dict[tuple[Any, ...], str | None] = {}
    told = []
    for row in rows:
        our_n, *fields = row.values()
        if (way := tuple(fields)) not in known:
            known[way] = differs(row)
        told.append((int(our_n), known[way]))
    return told
