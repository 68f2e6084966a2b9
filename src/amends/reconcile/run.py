"""Strings the passes together, for any engine."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Final

from amends.facts import Moment
from amends.opinion.matching import BY_CUSTOMER, BY_GATEWAY_REF, BY_OUR_REF, BY_PAYMENT

from .asked import Asked
from .calendar import COLUMNS, batches, calendar
from .engine import Engine

# Each pass: its file, how its pairs are known, whether the pair is certain, whether it turned up late.
CANDIDATE_PASSES: Final = (
    ("10_by_our_ref", BY_OUR_REF, 1, 0),
    ("11_by_same_id", BY_GATEWAY_REF, 1, 0),
    ("12_by_payment_near", BY_PAYMENT, 0, 0),
    ("13_by_payment_late", BY_PAYMENT, 0, 1),
)
STEPS: Final = (
    "reading their refunds",
    "by gateway reference",
    "what is left",
    *(f"by {how}" for _, how, _, _ in CANDIDATE_PASSES),
    f"by {BY_CUSTOMER}",
    "judging the rest",
    "what nothing explains",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Queries over what was found, to be read from the engine."""

    verdicts: str
    unexplained: str


class _Passes:
    """The SQL files with the numbers put in, on one engine."""

    def __init__(self, engine: Engine, values: dict[str, int]) -> None:
        self.engine = engine
        self.values = values

    def sql(self, file: str, **names: str) -> str:
        text = files(__package__).joinpath("passes", f"{file}.sql").read_text("utf-8")
        return Template(text).substitute({name: str(value) for name, value in self.values.items()} | names)

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
    recent = Moment(passes.values["recent_us"])
    first, last = max(seen[0], recent), min(seen[1], asked.as_of)
    engine.take("calendar", COLUMNS, batches(calendar(first, max(first, last), asked.window, asked.policy)))
    engine.view("ours", f"SELECT * FROM all_ours WHERE requested_at_us <= {int(asked.as_of)}")
    engine.view("witness", f"SELECT * FROM all_witness WHERE occurred_at_us <= {int(asked.as_of)}")
    if told_once:
        passes.view("things", "00_things_plain")
    else:
        passes.keep("things", "00_things_with_history")
    tell(STEPS[1])
    _by_key(passes)
    tell(STEPS[2])
    passes.keep("ours_left", "04_ours_left")
    passes.keep("things_left", "05_things_left")
    _by_the_rest(passes, tell)
    tell(STEPS[-2])
    _judge_the_rest(passes)
    tell(STEPS[-1])
    passes.keep("unexplained", "50_unexplained")
    engine.view("unexplained_rows", "SELECT w.* FROM witness w JOIN unexplained u ON u.name = w.refund_ref")
    return Found(passes.sql("40_verdicts"), "SELECT * FROM unexplained_rows ORDER BY occurred_at_us, record_id")


def _by_key(passes: _Passes) -> None:
    """Nearly always each of ours names another refund; only where some do not, the pairs are judged anew."""
    passes.view("pairs_by_key", "02_pairs_by_gateway_ref")
    passes.keep("judged_at_first", "03_judge", pairs="pairs_by_key")
    passes.keep("shared", "02_shared")
    if not passes.engine.count("shared"):
        passes.engine.view("judged_by_key", "SELECT * FROM judged_at_first")
        return
    passes.keep("later_claimants", "01_later_claimants")
    passes.view("pairs_apart", "02_without_later_claimants")
    passes.keep("judged_apart", "03_judge", pairs="pairs_apart")
    passes.engine.view("judged_by_key", "SELECT * FROM judged_apart")


def _by_the_rest(passes: _Passes, tell: Callable[[str], None]) -> None:
    nobody = "SELECT n AS our_n, n AS wit_n, '' AS how, 0 AS certain, 0 AS is_late FROM ours_left WHERE 1 = 0"
    taken = [nobody]
    passes.engine.view("taken", nobody)
    for step, (file, how, certain, late) in enumerate(CANDIDATE_PASSES, 3):
        tell(STEPS[step])
        for pairs in _rounds(passes, file):
            taken.append(f"SELECT our_n, wit_n, '{how}' AS how, {certain} AS certain, {late} AS is_late FROM {pairs}")
        passes.engine.keep(f"taken_{file}", " UNION ALL ".join(taken))
        taken = [f"SELECT * FROM taken_{file}"]
        passes.engine.view("taken", taken[0])
    tell(STEPS[-3])
    passes.keep("may_be", "14_may_be")
    passes.keep("by_customer", "15_by_customer")
    clear = (
        f"SELECT our_n, wit_n, '{BY_CUSTOMER}' AS how, 0 AS certain, 0 AS is_late FROM by_customer WHERE is_clear = 1"
    )
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


def _judge_the_rest(passes: _Passes) -> None:
    passes.view("pairs_of_the_rest", "20_pairs_of_the_rest")
    passes.keep("judged_of_the_rest", "03_judge", pairs="pairs_of_the_rest")
    passes.keep("free", "21_free")
    passes.keep("near_on_payment", "22_near_on_payment")
    passes.keep("absent", "23_absent")
    passes.view("paired", "30_paired")
    passes.keep("doubles", "31_doubles")
    passes.keep("attempts", "32_attempts")
    passes.keep("differing", "33_differing")
