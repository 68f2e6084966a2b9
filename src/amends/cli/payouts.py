"""amends payouts: is each payout of a gateway the sum of its lines, and did it reach the bank?"""

import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused

from .common import Home, counted, hear_as_of, hear_range, json_option, pass_home, say_json
from .out_files import check_ending, folder_of, whole_or_nothing
from .payout_options import hear_maps, hear_words
from .reconcile_files import connect_here, ends_in_words, steps
from .stopping import stopped_like_ctrl_c

if TYPE_CHECKING:
    from amends.reconcile import Engine
    from amends.reconcile.payouts import PayoutsAsked, PayoutsFound

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_OUTS = {"out": "--out", "lines_out": "--lines-out", "orphans": "--orphans", "unmatched": "--unmatched"}


@click.command("payouts", short_help="Check every payout against its lines and the bank.")
@click.option("--lines", required=True, type=_FILE, help="What the payouts are made of: Parquet or CSV.")
@click.option("--payouts", required=True, type=_FILE, help="The gateway's payouts: Parquet or CSV.")
@click.option("--bank", type=_FILE, help="Lines of our bank's statements: Parquet or CSV.")
@click.option("--out", required=True, type=_OUT, help="A verdict for each payout: a .csv or .parquet file.")
@click.option("--lines-out", type=_OUT, help="The refunds in payouts that are broken.")
@click.option("--orphans", type=_OUT, help="The lines whose payout is not told.")
@click.option("--unmatched", type=_OUT, help="The bank's lines that nothing explains.")
@click.option("--engine", type=click.Choice(["duckdb", "sqlite", "postgres", "spark"]), default="duckdb")
@click.option("--map", "columns", multiple=True, metavar="NAME=COLUMN", help="Our name = the file's; bank.NAME=...")
@click.option("--map-state", "states", multiple=True, metavar="THEIRS=OURS", help="Their word for a state = ours.")
@click.option("--map-kind", "kinds", multiple=True, metavar="THEIRS=OURS", help="Their word = refund, fee, charge ...")
@click.option("--lines-complete-from", metavar="TIME", help="All lines are there of payouts made from this time ...")
@click.option("--lines-complete-to", metavar="TIME", help="... to this time.")
@click.option("--bank-complete-from", metavar="TIME", help="The bank's lines are all there from this time ...")
@click.option("--bank-complete-to", metavar="TIME", help="... to this time: only then is absence evidence.")
@click.option("--as-of", metavar="TIME", help="What could be known at this time; now, unless said.")
@click.option("--memory-limit", metavar="2GB", help="Beyond it DuckDB uses the disk beside OUT.")
@json_option
@pass_home
def command(home: Home, /, as_json: bool, **options: Any) -> None:
    """Write to OUT whether each payout in PAYOUTS is the sum of its LINES and is in BANK.

    Nothing is written unless all files are sound: a wrong cell is named with its line.
    """
    from amends.reconcile.payouts import PayoutsAsked

    _check_names(options)
    asked = PayoutsAsked(
        hear_as_of(options["as_of"]),
        home.policy(),
        hear_range("--lines-complete", options["lines_complete_from"], options["lines_complete_to"]),
        hear_range("--bank-complete", options["bank_complete_from"], options["bank_complete_to"]),
    )
    scratch_of = tempfile.TemporaryDirectory(prefix=".amends-", dir=folder_of(options["out"]))
    with stopped_like_ctrl_c(), scratch_of as scratch:
        summary = _run(home, asked, Path(scratch), options)
    if as_json:
        say_json(summary)
    else:
        _say(summary)


def _check_names(options: dict[str, Any]) -> None:
    read = [options[name] for name in ("lines", "payouts", "bank") if options[name]]
    written: list[Path] = []
    for name, option in _OUTS.items():
        path = options[name]
        if path is None:
            continue
        check_ending(path, option)
        if any(path.resolve() == other.resolve() for other in (*read, *written)):
            problem = Problem(option, "is a file that is read or written already", "Choose another name")
            raise Refused(problem)
        written.append(path)
    for option in ("--bank-complete-from", "--unmatched"):
        if options["bank"] is None and options[option.strip("-").replace("-", "_")] is not None:
            raise Refused(Problem(option, "needs --bank", "Name the file with the lines of our bank"))


def _run(home: Home, asked: "PayoutsAsked", scratch: Path, options: dict[str, Any]) -> dict[str, Any]:
    from amends.engines import open_engine
    from amends.reconcile.payouts import STEPS, examine_payouts

    with ExitStack() as stack:
        connection = stack.enter_context(connect_here(scratch, options["memory_limit"]))
        stack.enter_context(ends_in_words())
        tell = stack.enter_context(steps(("reading the files", *STEPS, "writing"), "payouts"))
        tell("reading the files")
        files = _read(connection, scratch, options)
        engine = open_engine(options["engine"], scratch, connection, home.database_url)
        if options["engine"] != "duckdb":
            stack.callback(engine.close)
            for file in files:
                engine.take(file.name, file.columns, file.batches(connection))
        found = examine_payouts(engine, asked, tell=tell)
        tell("writing")
        _write(connection, engine, found, options)
        counts = engine.rows(found.counts)
        numbers = {name: engine.count(name) for name in ("broken_lines", "orphans", "unmatched")}
    return _summary([file.rows_count for file in files[:3]], counts, numbers, options["engine"])


def _write(connection: Any, engine: "Engine", found: "PayoutsFound", options: dict[str, Any]) -> None:
    """All files, or none."""
    from amends.engines.writing import write_rows
    from amends.reconcile.payouts import BANK_COLUMNS, ORPHAN_COLUMNS, OUT_COLUMNS, REFUND_COLUMNS

    told = {
        "out": (found.verdicts, OUT_COLUMNS),
        "lines_out": (found.broken_lines, REFUND_COLUMNS),
        "orphans": (found.orphans, ORPHAN_COLUMNS),
        "unmatched": (found.unmatched, BANK_COLUMNS),
    }
    with ExitStack() as stack:
        for name, (query, columns) in told.items():
            if (path := options[name]) is not None:
                part = Path(stack.enter_context(whole_or_nothing(path)).name)
                moments = {"look_again_us": "look_again"} if name == "out" else {}
                is_csv = path.suffix.lower() == ".csv"
                write_rows(connection, engine, query, columns, part, as_csv=is_csv, moments=moments)


def _read(connection: Any, scratch: Path, options: dict[str, Any]) -> list[Any]:
    from amends.engines.payout_files import BANK, LINES, PAYOUTS, Heard, read_bank, read_lines, read_payouts
    from amends.engines.reading import states_of

    renamed = hear_maps(options["columns"], {"lines": LINES, "payouts": PAYOUTS, "bank": BANK})
    kinds, states = hear_words(options["kinds"], "--map-kind"), states_of(options["states"])
    return [
        read_lines(connection, options["lines"], scratch, Heard(renamed["lines"], kinds)),
        read_payouts(connection, options["payouts"], scratch, Heard(renamed["payouts"], states)),
        *read_bank(connection, options["bank"], scratch, Heard(renamed["bank"], {})),
    ]


def _summary(rows: list[int], counts: list[dict[str, Any]], numbers: dict[str, int], engine: str) -> dict[str, Any]:
    verdicts: Counter[tuple[str, str, str]] = Counter()
    explained: Counter[str] = Counter()
    for row in counts:
        verdicts[row["verdict"], row["reason"], row["how"]] += row["payouts_count"]
        if row["explained_by"] is not None:
            explained[row["explained_by"]] += row["payouts_count"]
    ordered = sorted(verdicts.items(), key=lambda item: (-item[1], item[0]))
    return {
        "lines": rows[0],
        "payouts": rows[1],
        "bank_lines": rows[2],
        "counts": [{"verdict": v, "reason": r, "how": h, "payouts": n} for (v, r, h), n in ordered],
        "explained": dict(sorted(explained.items())),
        "refunds_in_broken_payouts": numbers["broken_lines"],
        "orphan_lines": numbers["orphans"],
        "bank_unmatched": numbers["unmatched"],
        "engine": engine,
    }


_WORDS = {
    "customer_right": "The gateway's word is contradicted",
    "record_right": "The gateway's word is confirmed",
    "too_early": "Too early to tell",
    "cannot_tell": "Cannot tell",
}


def _say(summary: dict[str, Any]) -> None:
    payouts, lines, bank = (summary[name] for name in ("payouts", "lines", "bank_lines"))
    click.echo(f"{counted(payouts, 'payout')}, {counted(lines, 'line')}, {counted(bank, 'line')} of the bank")
    for row in summary["counts"]:
        words = _WORDS[row["verdict"]]
        click.echo(f"{row['payouts']:>12,}  {words}: {row['reason'].replace('_', ' ')} ({row['how']})")
    for code, number in summary["explained"].items():
        click.echo(f"{number:>12,}  explained by: {code.replace('_', ' ')}")
    click.echo(f"{summary['refunds_in_broken_payouts']:>12,}  refunds in broken payouts")
    click.echo(f"{summary['orphan_lines']:>12,}  lines whose payout is not told")
    click.echo(f"{summary['bank_unmatched']:>12,}  lines of the bank that nothing explains")
