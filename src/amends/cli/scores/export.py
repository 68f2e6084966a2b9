"""amends scores export: the record as the two tables of a fit, with keys in the place of names."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import CustomerFile, Moment, Policy, Problem, Refused

from ..common import Home, counted, hear_as_of, json_option, pass_home, progress, say_json
from ..out_folders import check_free, whole_folder_or_nothing

if TYPE_CHECKING:
    from amends.scores.taken import Taken


@click.command("export", short_help="Write CONTACTS and ARRIVAL for `scores fit`, from the record.")
@click.argument("outdir", type=click.Path(path_type=Path))
@click.option("--since", metavar="ISO", help="Only contacts picked up from this time on ...")
@click.option("--until", metavar="ISO", help="... and before this one.")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment.")
@click.option("--format", "ending", default="parquet", type=click.Choice(["parquet", "csv"]), show_default=True)
@click.option("--names", is_flag=True, help="Keep the names of users, contacts and cases instead of opaque keys.")
@json_option
@pass_home
def command(
    home: Home,
    outdir: Path,
    since: str | None,
    until: str | None,
    as_of: str | None,
    ending: str,
    names: bool,
    as_json: bool,
) -> None:
    """Write OUTDIR/contacts and OUTDIR/arrival: every contact that one of us took, and what he inherited with it.

    Contacts of which it is not known yet whether the customer returned are left out. Names are opaque keys, the same in
    every export of this home. An existing folder is never replaced.
    """
    from ..owed import understand_everybody

    check_free(outdir)
    first, last = hear_as_of(since, "--since") if since else None, hear_as_of(until, "--until") if until else None
    if first is not None and last is not None and first >= last:
        raise Refused(Problem("--until", "is not after --since", "Check the two", value=until))
    policy, now = home.policy(), hear_as_of(as_of)
    with home.record() as record, progress() as bar:
        files = understand_everybody(record, policy, now, bar)
        found = list(_within(_taken(files, policy), first, last))
    rows = [row for row in found if row.returned is not None]
    if not rows:
        what = "has no contact that one of us took and of which it is known whether the customer returned"
        raise Refused(Problem("the record", what, "Take in calls, answers or `routed` tables, or choose other times"))
    told = _written(home, rows, outdir, ending, names=names)
    counts = _counts(rows, len(found) - len(rows))
    if as_json:
        say_json(counts | told)
    else:
        _say(counts, told, names=names)


def _taken(files: Iterable[CustomerFile], policy: Policy) -> "Iterator[Taken]":
    from amends.scores.inherited import taken

    for file in files:
        yield from taken(file, policy)


def _within(rows: "Iterable[Taken]", first: Moment | None, last: Moment | None) -> "Iterator[Taken]":
    for row in rows:
        if (first is None or row.started_at >= first) and (last is None or row.started_at < last):
            yield row


def _written(home: Home, rows: "list[Taken]", outdir: Path, ending: str, *, names: bool) -> dict[str, Any]:
    from amends.scores.inherited import LINK

    from .exported import arrival_table, contacts_table, write_table
    from .opaque import Opaque

    if names:
        contacts, arrival = contacts_table(rows, str), arrival_table(rows, str, str)
    else:
        opaque, chain = Opaque(home.path), frozenset({LINK})
        contacts = contacts_table(rows, opaque.of)
        arrival = arrival_table(rows, opaque.of, lambda name: opaque.of_author(name, chain))
    with whole_folder_or_nothing(outdir) as folder:
        write_table(contacts, folder / f"contacts.{ending}")
        write_table(arrival, folder / f"arrival.{ending}")
    files = [str(outdir / f"{name}.{ending}") for name in ("contacts", "arrival")]
    people = contacts["agent"].drop_null().unique()
    return {"agents": len(people), "values": arrival.num_rows, "files": files}


def _counts(rows: "list[Taken]", too_early: int) -> dict[str, Any]:
    return {
        "contacts": len(rows),
        "answers": sum(row.answer is not None for row in rows),
        "too_early": too_early,
        "left_out": dict(sorted(Counter(row.left_out for row in rows if row.left_out).items())),
        "refused": dict(sorted(Counter(one.why for row in rows for one in row.refused).items())),
    }


def _say(counts: dict[str, Any], told: dict[str, Any], *, names: bool) -> None:
    people = counted(told["agents"], "agent")
    click.echo(f"{counted(counts['contacts'], 'contact')} of {people}, {counted(counts['answers'], 'answer')}.")
    click.echo(f"{counted(told['values'], 'value')} that somebody else vouched for in time.")
    for what in ("left_out", "refused"):
        for why, number in counts[what].items():
            click.echo(f"  {'contacts' if what == 'left_out' else 'values refused'}, {why}: {number:,}")
    if counts["too_early"]:
        click.echo(f"  contacts left out, too early to know whether the customer returned: {counts['too_early']:,}")
    click.echo(f"Written: {told['files'][0]} and {told['files'][1]}. {'They hold names.' if names else ''}".rstrip())
    click.echo(f"Next: amends scores fit {told['files'][0]} --arrival {told['files'][1]} --out agents.csv")
