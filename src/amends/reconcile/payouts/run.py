"""Strings the passes over payouts together, for any engine."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Final

from amends.reconcile.engine import Engine

from .asked import PayoutsAsked

STEPS: Final = (
    "adding up the lines",
    "by payout reference",
    "by amount, currency and date",
    "what explains it",
    "judging",
)


@dataclass(frozen=True, slots=True)
class PayoutsFound:
    """Queries over what was found, to be read from the engine. Each in the order of its file."""

    verdicts: str
    counts: str
    broken_lines: str
    orphans: str
    unmatched: str


def pass_sql(file: str, values: dict[str, int]) -> str:
    """The text of one pass with the numbers put in."""
    text = files(__package__).joinpath("passes", f"{file}.sql").read_text("utf-8")
    return Template(text).substitute({name: str(int(value)) for name, value in values.items()})


def examine_payouts(
    engine: Engine, asked: PayoutsAsked, *, tell: Callable[[str], None] = lambda step: None
) -> PayoutsFound:
    """Run all passes over the tables `all_lines`, `all_payouts`, `all_bank` and `all_words` of this engine.

    `tell` hears the name of each step (one of STEPS) as it begins. What is kept there afterwards as `verdicts`,
    `broken_lines`, `orphans` and `unmatched` may be counted.
    """
    values = asked.values()

    def keep(*names: str) -> None:
        for file in names:
            engine.keep(file.partition("_")[2], pass_sql(file, values))

    tell(STEPS[0])
    keep("01_sums", "02_summed", "03_untold")
    tell(STEPS[1])
    engine.view("bank", f"SELECT * FROM all_bank WHERE booked_at_us <= {int(asked.as_of)}")
    keep("10_named", "11_by_reference")
    tell(STEPS[2])
    keep("12_open_payouts", "13_free_lines", "14_payout_reach", "15_line_reach", "16_by_amount", "17_on_statement")
    tell(STEPS[3])
    keep("20_gaps", "21_gap_amounts", "22_one_line", "23_two_lines", "24_explained")
    tell(STEPS[4])
    keep("40_verdicts")
    for file in ("50_broken_lines", "51_orphans", "52_unmatched"):
        engine.view(file.partition("_")[2], pass_sql(file, values))
    return PayoutsFound(
        "SELECT * FROM verdicts ORDER BY payout_n",
        "SELECT verdict, reason, how, explained_by, count(*) AS payouts_count FROM verdicts "
        "GROUP BY verdict, reason, how, explained_by",
        "SELECT * FROM broken_lines ORDER BY n",
        "SELECT * FROM orphans ORDER BY n",
        "SELECT * FROM unmatched ORDER BY n",
    )
