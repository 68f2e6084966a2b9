"""amends sweep: the second opinion on everybody's refunds, what is broken, and what the failures have in common."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from amends.facts import Moment, Money, OwedState, Policy, SweptRefund, Verdict, iso, spoken_money
from amends.facts.moments import DAY_US
from amends.facts.opinions import VERDICT_MARKS, VERDICT_WORDS

from .common import Home, counted, hear_as_of, json_option, pass_home, progress, say_json
from .out_files import check_ending
from .owed import understand_everybody
from .refund_causes import cause_json, cause_lines, monies_json
from .sweep_rows import write_rows

if TYPE_CHECKING:
    from rich.progress import Progress

    from amends.causes import RefundCause
    from amends.record import Record

AGES: Final = (("up to a week", 7), ("up to 30 days", 30), ("up to 90 days", 90))
OLDER: Final = "older"
_OPEN: Final = (OwedState.OWED, OwedState.REQUESTED, OwedState.UNDER_WAY)


@click.command("sweep", short_help="The second opinion on everybody's refunds, and what the failures share.")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment.")
@click.option("--reference-until", metavar="ISO", help="What was usual until then is no cause.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Every refund as a row: .csv or .parquet, as `amends causes` reads it.")  # fmt: skip
@json_option
@pass_home
def command(home: Home, as_of: str | None, reference_until: str | None, out: Path | None, as_json: bool) -> None:
    """Ask the witnesses about every refund that we say was made: what is broken, for how long, how much money hangs on
    it, and what the failures have in common. Reads only.
    """
    from amends.causes import causes_of

    now, policy = hear_as_of(as_of), home.policy()
    until = hear_as_of(reference_until, "--reference-until") if reference_until is not None else None
    if out is not None:
        check_ending(out, "--out")
    with home.record() as record, progress() as bar:
        rows = swept_rows(record, policy, now, bar)
    causes = causes_of(rows, reference_until=until, now=now)
    if out is not None:
        write_rows(rows, out)
    if as_json:
        say_json(sweep_json(rows, causes, now))
    else:
        say_sweep(rows, causes, now)
        if out is not None:
            click.echo(f"{out}: {counted(len(rows), 'refund')} written.")


def swept_rows(record: "Record", policy: Policy, now: Moment, bar: "Progress") -> list[SweptRefund]:
    """Every refund of everybody, by matter."""
    from amends.remediation import swept

    rows = [row for file in understand_everybody(record, policy, now, bar) for row in swept(file)]
    return sorted(rows, key=lambda row: (row.matter, row.customer))


def breaks(rows: Iterable[SweptRefund]) -> dict[tuple[Verdict, str], list[SweptRefund]]:
    """By verdict and reason, most pressing verdict first."""
    found: defaultdict[tuple[Verdict, str], list[SweptRefund]] = defaultdict(list)
    for row in rows:
        found[row.verdict, str(row.reason)].append(row)
    order = list(VERDICT_WORDS)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]), item[0][1])))


def ages(rows: Iterable[SweptRefund], now: Moment) -> dict[str, int]:
    """How many of these rows are how old."""
    told = Counter(_age(row, now) for row in rows)
    return {name: told[name] for name in (*(name for name, _ in AGES), OLDER)}


def money_of(rows: Iterable[SweptRefund], *, owed: bool = False) -> tuple[Money, ...]:
    """The sum in each currency: of the refunds, or of what is still owed on them."""
    sums: Counter[str] = Counter()
    for row in rows:
        money = (row.owed if row.state in _OPEN else None) if owed else row.money
        if money is not None:
            sums[money.currency] += money.amount_minor
    return tuple(Money(amount, currency) for currency, amount in sorted(sums.items()))


def sweep_json(rows: Sequence[SweptRefund], causes: Sequence["RefundCause"], now: Moment) -> dict[str, Any]:
    """The documented shape in JSON."""
    return {
        "as_of": iso(now),
        "refunds": len(rows),
        "customers": len({row.customer for row in rows}),
        "breaks": [
            {
                "verdict": verdict,
                "reason": reason,
                "refunds": len(found),
                "customers": len({row.customer for row in found}),
                "money": monies_json(money_of(found)),
                "owed": monies_json(money_of(found, owed=True)),
                "ages": ages(found, now),
            }
            for (verdict, reason), found in breaks(rows).items()
        ],
        "causes": [cause_json(cause) for cause in causes],
    }


def _age(row: SweptRefund, now: Moment) -> str:
    return next((name for name, days in AGES if now - row.at <= days * DAY_US), OLDER)


def say_sweep(rows: Sequence[SweptRefund], causes: Sequence["RefundCause"], now: Moment) -> None:
    """A table of what is broken, then the causes in words; what always was so stands apart."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not rows:
        console.print("No refund of ours is known. Take in what our systems tell: amends intake")
        return
    table = Table(title=f"{counted(len(rows), 'refund')} as of {iso(now)}", title_justify="left")
    for name in ("What the witnesses say", "Refunds", "Still owed", "How old"):
        table.add_column(name, justify="right" if name in ("Refunds", "Still owed") else "left")
    shown: Verdict | None = None
    for (verdict, reason), found in breaks(rows).items():
        if verdict is not shown:
            table.add_row(f"{VERDICT_MARKS[verdict]} {VERDICT_WORDS[verdict]}")
            shown = verdict
        owed = "\n".join(spoken_money(money) for money in money_of(found, owed=True))
        old = ", ".join(f"{count:,} {name}" for name, count in ages(found, now).items() if count)
        table.add_row(f"  {reason.replace('_', ' ')}", f"{len(found):,}", owed, old)
    console.print(table)
    for line in cause_lines(causes):
        click.echo(line)
