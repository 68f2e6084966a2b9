"""amends care simulate: what care costs or saves in a centre like yours, before it is switched on."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused

from ..common import Home, counted, json_option, pass_home, progress, say_json
from ..out_files import folder_of, whole_or_nothing
from .table import weights_of_home

if TYPE_CHECKING:
    from amends.care.simulate import Centre, Result
    from amends.care.weights import Weights

_ALL = "fifo,skills,fair,shift,callback,full"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_ENDINGS = (".svg", ".html")


@click.command("simulate", short_help="Price care in a simulated centre, before it is switched on.")
@click.option("--config", type=_FILE, help="The centre, as TOML; what it does not name keeps its default.")
@click.option(
    "--policies", default=_ALL, show_default=True, metavar="NAMES", help="The first is what is compared with."
)
@click.option(
    "--seeds", default=3, show_default=True, type=click.IntRange(1, 1000), help="How often, with new customers."
)
@click.option("--days", type=click.IntRange(1, 3660), help="In the place of the days of the file.")
@click.option("--no-heads", is_flag=True, help="Do not look for the extra heads that would make a policy level.")
@click.option("--out", type=_OUT, help="Draw it: a .svg file, or .html with the table.")
@json_option
@pass_home
def command(
    home: Home,
    config: Path | None,
    policies: str,
    seeds: int,
    days: int | None,
    no_heads: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Run the same invented customers through the same centre under each policy, and set the figures side by side.

    fifo: who waits longest to whoever is free longest. skills: first skill before second. fair: hard contacts shared
    evenly. shift: nothing long at the end of a shift. callback: both, and a call-back by whoever knows the case. full:
    all of it, and a pause after a hostile call. Nothing is read from the record and nothing is written to it.
    """
    names = _hear_policies(policies)
    _check_out(out)
    centre, weights, source = _heard(home, config, days)
    found = _simulated(centre, names, seeds, weights, search_heads=not no_heads)
    if out is not None:
        _draw(found, out, centre, seeds)
    if as_json:
        say_json(_told(found, centre, seeds, config, source, out))
    else:
        _say(found, centre, seeds, out)


def _hear_policies(told: str) -> list[str]:
    from amends.care.simulate import RULES

    names = [name.strip() for name in told.split(",") if name.strip()]
    for name in names:
        if name not in RULES:
            raise Refused(Problem("--policies", "is no policy", f"Policies are: {', '.join(RULES)}", value=name))
    if not names or len(set(names)) < len(names):
        raise Refused(Problem("--policies", "names none, or one twice", f"Write for example {_ALL}", value=told))
    return names


def _check_out(out: Path | None) -> None:
    if out is None:
        return
    if out.suffix.lower() not in _ENDINGS:
        raise Refused(Problem("--out", "is no picture", "End it in .svg or .html", value=out.name))
    folder_of(out)


def _heard(home: Home, config: Path | None, days: int | None) -> "tuple[Centre, Weights, str]":
    from amends.care.simulate import Centre, centre_of

    weights, source = weights_of_home(home)
    centre = Centre() if config is None else centre_of(config.read_bytes(), str(config))
    return (centre if days is None else replace(centre, days=days)), weights, source


def _simulated(
    centre: "Centre", names: Sequence[str], seeds: int, weights: "Weights", *, search_heads: bool
) -> "list[Result]":
    from amends.care.simulate import compare

    days = len(names) * seeds * centre.days
    with progress() as bar:
        task = bar.add_task("simulated days", total=days)

        def one_more_run(policy: str, more: int) -> None:
            nonlocal days
            days += seeds * centre.days
            bar.update(task, total=days, description=f"{policy}, {counted(more, 'extra head')}")

        return compare(
            centre,
            names,
            seeds,
            weights,
            search_heads=search_heads,
            on_day=lambda: bar.advance(task),
            on_search=one_more_run,
        )


def _about(centre: "Centre", seeds: int) -> str:
    return (
        f"{counted(centre.agents, 'agent')}, {counted(centre.days, 'day')}, load {centre.load_percent:g} %, "
        f"{counted(seeds, 'seed')}. "
        "All of it is invented: it tells what a rule does in a centre like this, and nothing about anybody."
    )


def _draw(found: "Sequence[Result]", out: Path, centre: "Centre", seeds: int) -> None:
    from amends.care.simulate.picture import html_of, svg_of

    title = "What care costs or saves"
    drawn = html_of(found, title, _about(centre, seeds)) if out.suffix.lower() == ".html" else svg_of(found, title)
    with whole_or_nothing(out) as stream:
        stream.write(drawn.encode())


def _told(
    found: "Sequence[Result]", centre: "Centre", seeds: int, config: Path | None, source: str, out: Path | None
) -> dict[str, Any]:
    from amends.care.simulate.words import as_json

    return {
        "config": None if config is None else str(config),
        "weights": source,
        "agents": centre.agents,
        "days": centre.days,
        "load_percent": centre.load_percent,
        "seeds": seeds,
        "compared_with": found[0].policy,
        "policies": [as_json(result) for result in found],
        "out": None if out is None else str(out),
    }


def _say(found: "Sequence[Result]", centre: "Centre", seeds: int, out: Path | None) -> None:
    from amends.care.simulate.words import table_of

    click.echo(_about(centre, seeds))
    rows = table_of(found)
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        click.echo("  ".join(cells).rstrip())
    if seeds > 1:
        click.echo("Means over all seeds, with half the width of the 95 % interval.")
    else:
        click.echo("One seed tells nothing about chance: name more with --seeds.")
    if any(result.heads for result in found):
        wait, gone = centre.level.wait_percent, centre.level.gave_up_points
        click.echo(
            f"Level with {found[0].policy}: waits at most {wait:g} % longer, at most {gone:g} points more give up."
        )
    if out is not None:
        click.echo(f"Written: {out}")
