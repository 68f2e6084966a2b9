"""amends remediation letters: a draft for everybody who is to be told, day by day, for people to send."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Moment, NotAllowed, Policy, Problem, Programme, Standing

from ..common import Home, counted, hear_as_of, json_option, now, pass_home, progress, say_json
from ..out_folders import check_free, whole_folder_or_nothing
from .placed import Placed, chosen, hear_programme, placed

if TYPE_CHECKING:
    from amends.remediation.letter_template import LetterTemplate
    from amends.remediation.letters import Letter
    from amends.remediation.order import Batches

INDEX = "letters.csv"
COLUMNS = ("day matter customer channel outcome letter_version letter_sha256 apologised subject file").split()
_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Drafted:
    """One letter, the day on which it is to be sent, and the file it stands in."""

    day: str
    standing: Standing
    letter: "Letter"
    file: str


@click.command("letters", short_help="Draft a letter to everybody who is to be told.")
@click.argument("name")
@click.argument("matters", nargs=-1, metavar="[MATTER]...")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER")
@click.option("--shop", required=True, metavar="NAME", help="Who writes.")
@click.option("--answer-to", metavar="ADDRESS", help="Whom to answer; else the first of our_addresses in the policy.")
@click.option("--start", metavar="ISO", help="The first day on which letters go out; else today.")
@click.option(
    "--per-day", type=click.IntRange(1), help="People a day; else remediation_contacts_per_day of the policy."
)
@json_option
@pass_home
def command(
    home: Home,
    name: str,
    matters: tuple[str, ...],
    out: Path,
    shop: str,
    answer_to: str | None,
    start: str | None,
    per_day: int | None,
    as_json: bool,
) -> None:
    """Draft a letter to these, or to everybody in NAME who is to be told, into FOLDER: one text file each, in the order
    in which people are to be told, and letters.csv. amends sends nothing. A team's own words are read from
    letters/remediation.txt in the home folder.
    """
    check_free(out)
    at, policy = now(), home.policy()
    template = own_template(home)
    address = answer_to or next((a for a in policy.our_addresses if "@" in a and not a.startswith("@")), "")
    with home.record() as record, progress() as bar:
        programme = hear_programme(record, name)
        everybody = placed(record, name, policy, at, bar)
    found = chosen(everybody, matters) if matters else everybody
    plan = _plan(found, policy, per_day, hear_as_of(start, "--start"))
    write = partial(_drafted, programme=programme, policy=policy, shop=shop, address=address, template=template)
    drafted = _draft_all(plan, {one.standing.matter: one for one in found}, write)
    if drafted:
        _write(drafted, out)
    _tell(name, drafted, plan, out, as_json=as_json)


def own_template(home: Home) -> "LetterTemplate":
    """The team's own letter, or ours where there is none. Raises Refused for one that may not be sent."""
    from amends.remediation.letter_template import DEFAULT, hear_template

    file = home.path / "letters" / "remediation.txt"
    if not file.exists():
        return DEFAULT
    try:
        return hear_template(file.read_text("utf-8"), str(file))
    except UnicodeDecodeError:
        raise NotAllowed(Problem(str(file), "is not text in UTF-8", "Save it as UTF-8")) from None


def _plan(found: Iterable[Placed], policy: Policy, per_day: int | None, start: Moment) -> "Batches":
    from amends.recovery.preferences import opted_out
    from amends.remediation.order import batches

    found = list(found)
    out = {one.standing.customer for one in found if any(opted_out(one.file.told, way) for way in ("letter", "mail"))}
    size = per_day or policy.remediation_contacts_per_day
    return batches((one.standing for one in found), per_day=size, start=start, policy=policy, opted_out=out)


def _draft_all(plan: "Batches", found: Mapping[str, Placed], write: Callable[..., "Letter"]) -> list[Drafted]:
    """In the order in which they are to go out. Somebody with several refunds has one apology for one fault."""
    drafted: list[Drafted] = []
    sorry: set[str] = set()
    for batch in plan.batches:
        for number, standing in enumerate(batch.standings, 1):
            letter = write(found[standing.matter], apologised=standing.customer in sorry)
            if letter.apologises:
                sorry.add(standing.customer)
            name = _NOT_IN_A_FILE_NAME.sub("-", standing.matter.partition(":")[2])
            drafted.append(Drafted(str(batch.day), standing, letter, f"{batch.day}/{number:04}-{name}.txt"))
    return drafted


def _drafted(
    one: Placed,
    *,
    apologised: bool,
    programme: Programme,
    policy: Policy,
    shop: str,
    address: str,
    template: "LetterTemplate",
) -> "Letter":
    from amends.remediation.letters import draft, has_apologised

    return draft(
        one.standing,
        programme=programme,
        name=one.file.identity.name,
        zone=policy.zoneinfo,
        shop=shop,
        answer_to=address,
        template=template,
        apologised=apologised or has_apologised(one.file.told, one.standing),
        visible_business_days=policy.window("default", "").visible_business_days,
    )


def _write(drafted: list[Drafted], out: Path) -> None:
    with whole_folder_or_nothing(out) as folder:
        for one in drafted:
            file = folder / one.file
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"{one.letter.subject}\n\n{one.letter.text}", "utf-8")
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_row(one) for one in drafted)
        (folder / INDEX).write_text(text.getvalue(), "utf-8")


def _row(one: Drafted) -> dict[str, Any]:
    return {
        "day": one.day,
        "matter": one.standing.matter,
        "customer": one.standing.customer,
        "channel": "letter",
        "outcome": "sent",
        "letter_version": one.letter.version,
        "letter_sha256": one.letter.sha256,
        "apologised": "yes" if one.letter.apologises else "no",
        "subject": one.letter.subject,
        "file": one.file,
    }


def _tell(name: str, drafted: list[Drafted], plan: "Batches", out: Path, *, as_json: bool) -> None:
    opted_out = [standing.matter for standing in plan.opted_out]
    if as_json:
        folder = str(out) if drafted else None
        say_json({"letters": [_row(one) for one in drafted], "opted_out": opted_out, "folder": folder})
        return
    if drafted:
        click.echo(f"{out}: {counted(len(drafted), 'letter')} on {counted(len(plan.batches), 'day')}. Send them, then:")
        click.echo(f"amends remediation told {name} --letters {out / INDEX} --by USER")
    else:
        click.echo("Nobody is to be told now: an amount has to be known, and who was told is not told again.")
    if opted_out:
        click.echo(f"{counted(len(opted_out), 'refund')} of people who may not be written to: {', '.join(opted_out)}")
