"""amends remediation told: somebody was told, or an attempt to tell him came to nothing."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import click

from amends.facts import Moment, Problem, Refused, iso
from amends.facts.kinds import What

from ..common import Home, json_option, now, pass_home, progress
from .acting import act, tell_acted
from .placed import Placed, by_option, chosen, hear_programme, placed

_COLUMNS = ("matter", "channel", "outcome", "letter_version", "letter_sha256", "apologised")


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt to tell somebody, and the letter where there was one."""

    channel: str
    outcome: str
    apologised: bool = False
    version: str = ""
    sha256: str = ""

    def entry_id(self, one: Placed, at: Moment) -> str:
        """One letter counts once; without one, one attempt a day and channel."""
        which = self.sha256 or iso(at)[:10]
        return f"told:{one.standing.programme}:{one.standing.matter}:{self.channel}:{self.outcome}:{which}"


@click.command("told", short_help="Somebody was told, or it was tried.")
@click.argument("name")
@click.argument("matters", nargs=-1, metavar="[MATTER]...")
@click.option("--letters", "index", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="LETTERS.csv",
              help="As `amends remediation letters` wrote it, without the lines of letters not sent.")  # fmt: skip
@click.option("--channel", default="letter", show_default=True, metavar="letter|mail|phone|chat")
@click.option("--outcome", default="sent", show_default=True, metavar="sent|reached|returned|no_answer")
@click.option("--apologised", is_flag=True, help="An apology was part of it.")
@by_option
@json_option
@pass_home
def command(
    home: Home,
    name: str,
    matters: tuple[str, ...],
    index: Path | None,
    channel: str,
    outcome: str,
    apologised: bool,
    by: str,
    as_json: bool,
) -> None:
    """Write down who in NAME was told: these, or those in LETTERS.csv. One apology for a fault: a second is refused.
    The same letter again counts once, and so does the same attempt on one day.
    """
    if bool(matters) == (index is not None):
        raise Refused(Problem("MATTER", "has to be named, or --letters", "Say who was told"))
    listed = hear_told(index.read_bytes(), index.name) if index is not None else {}
    usual = Tried(channel, outcome, apologised)
    at = now()

    def tried(one: Placed) -> Tried:
        return listed.get(one.standing.matter, usual)

    with home.record() as record, progress() as bar:
        hear_programme(record, name)
        found = chosen(placed(record, name, home.policy(), at, bar), matters or tuple(listed))
        acted = act(
            record,
            found,
            lambda one: _checked(one, tried(one), by, at),
            lambda one, _: tried(one).entry_id(one, at),
            now=at,
        )
    tell_acted(acted, "told", named=True, as_json=as_json)


def _checked(one: Placed, tried: Tried, by: str, at: Moment) -> What:
    from amends.remediation.people_acts import check_told

    # What is known already is not written again: its apology is no second one.
    known = any(entry.source_id == tried.entry_id(one, at) for entry in one.file.told)
    return check_told(
        one.standing,
        channel=tried.channel,
        outcome=tried.outcome,
        letter_version=tried.version,
        letter_sha256=tried.sha256,
        apologised=tried.apologised and not known,
        by=by,
    )


def hear_told(raw: bytes, where: str) -> dict[str, Tried]:
    """Which letter each matter was sent, and what came of it. Raises Refused for a file that is no list of letters."""
    try:
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    except UnicodeDecodeError:
        raise Refused(Problem(where, "is not text in UTF-8", "Take letters.csv as it was written")) from None
    for number, row in enumerate(rows, 2):
        for column in _COLUMNS:
            if not row.get(column):
                step = "Take letters.csv as it was written; delete the lines of letters that were not sent"
                raise Refused(Problem(where, f"names no {column}", step, line=number, column=column))
    if not rows:
        raise Refused(Problem(where, "lists no letter", "Take letters.csv as it was written"))
    return {
        row["matter"]: Tried(
            row["channel"],
            row["outcome"],
            row["apologised"].strip().lower() == "yes",
            row["letter_version"],
            row["letter_sha256"],
        )
        for row in rows
    }
