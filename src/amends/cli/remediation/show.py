"""amends remediation show: where everybody in a programme stands."""

from collections import Counter
from typing import Any

import click

from amends.facts import Money, Programme, Stage, Standing, iso, spoken_money
from amends.remediation.as_json import programme_json, standing_json

from ..common import Home, counted, hear_as_of, json_option, pass_home, progress, say_json
from .all import standing_of
from .placed import hear_programme, placed


@click.command("show", short_help="Where everybody in a programme stands.")
@click.argument("name")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment.")
@click.option("--stage", type=click.Choice([str(stage) for stage in Stage]), help="Only those.")
@click.option("--top", default=30, show_default=True, help="How many rows to show; the counts are always over all.")
@json_option
@pass_home
def command(home: Home, name: str, as_of: str | None, stage: str | None, top: int, as_json: bool) -> None:
    """Where everybody in the programme NAME stands, and what each waits for. Reads only."""
    from amends.record.programmes import erased

    at = hear_as_of(as_of)
    with home.record() as record, progress() as bar:
        programme = hear_programme(record, name)
        everybody = [one.standing for one in placed(record, name, home.policy(), at, bar)]
        gone = erased(record, programme)
    shown = [standing for standing in everybody if stage is None or standing.stage == stage]
    if as_json:
        people = [standing_json(standing) for standing in shown]
        say_json({**programme_json(programme), **summary_json(everybody), "erased": gone, "people": people})
    else:
        _say(programme, everybody, shown, gone, top)


def summary_json(standings: list[Standing]) -> dict[str, Any]:
    """Counts by stage and payment, and the money: owed, and seen to arrive."""
    return {
        "stages": dict(sorted(Counter(str(one.stage) for one in standings).items())),
        "payments": dict(sorted(Counter(str(one.payment) for one in standings).items())),
        "owed": _sums(one for one in standings if not one.ended and one.stage is not Stage.ARRIVED),
        "arrived": _sums(one for one in standings if one.proof),
    }


def _sums(standings: Any) -> list[dict[str, Any]]:
    sums: Counter[str] = Counter()
    for standing in standings:
        if standing.harm is not None:
            sums[standing.harm.total.currency] += standing.harm.total.amount_minor
    return [{"currency": currency, "amount_minor": amount} for currency, amount in sorted(sums.items())]


def _say(programme: Programme, everybody: list[Standing], shown: list[Standing], gone: int, top: int) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(f"{programme.id}: {programme.title}. {standing_of(programme)}.", markup=False)
    console.print(f"{programme.scope.words}; {counted(programme.rows, 'refund')} as of {iso(programme.as_of)}.")
    summary = summary_json(everybody)
    stages = ", ".join(f"{count:,} {stage.replace('_', ' ')}" for stage, count in summary["stages"].items())
    console.print(f"Now: {stages or 'nobody'}.")
    for words, sums in (("Owed and not there yet", summary["owed"]), ("Seen to arrive", summary["arrived"])):
        if sums:
            told = ", ".join(spoken_money(Money(one["amount_minor"], one["currency"])) for one in sums)
            console.print(f"{words}: {told}.")
    left = sum(not one.ended for one in everybody)
    if programme.signed_off and left:
        console.print(f"{counted(left, 'refund')} came open again since it was signed off.")
    if gone:
        console.print(f"{counted(gone, 'refund')} of people who were erased from the record since.")
    table = Table(title_justify="left", caption_justify="left")
    for column in ("Refund", "Stage", "Owed", "Where it stands"):
        table.add_column(column, justify="right" if column == "Owed" else "left")
    for standing in shown[:top]:
        owed = spoken_money(standing.harm.total) if standing.harm is not None else ""
        waits = f"\nIt waits for {standing.waits_for}." if standing.waits_for else ""
        who = f"{standing.matter.partition(':')[2]}\n{standing.customer.partition(':')[2]}"
        table.add_row(who, str(standing.stage).replace("_", " "), owed, standing.sentence + waits)
    table.caption = f"{min(top, len(shown)):,} of {len(shown):,}."
    if shown:
        console.print(table)
