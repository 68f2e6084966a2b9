"""amends intake table: orders, charges, refunds and the rest from CSV, JSON lines or Parquet."""

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import BANK, CUSTOMER, US, Entry, Problem, Refused, Source

from .common import Home, hear_as_of, hear_complete, json_option, pass_home, progress, say_json

if TYPE_CHECKING:
    from amends.intake.table import Chunk, Mapping
    from amends.record import Record

PROBLEMS_SHOWN_MAX = 200
TELLING = ("refunds", "deliveries", "outages")  # whose absence with one witness may be presence with another
_COUNTS = ("received", "applied", "duplicate", "conflict", "quarantined", "waiting")
_KINDS = (
    "orders", "charges", "refunds", "settlements", "invoices", "postings", "contacts", "payouts", "deliveries",
    "outages", "profiles", "answers", "routed", "policies", "actions", "accounts", "services", "members",
    "concerned",
)  # fmt: skip


@dataclass
class _Taken:
    """What came of the file so far."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    left_out: int = 0
    not_understood: int = 0

    def say(self, problem: Problem) -> None:
        """Keep it for the end; beyond a screenful only the count."""
        if len(self.problems) < PROBLEMS_SHOWN_MAX:
            self.problems.append(str(problem))
        else:
            self.left_out += 1


@click.command("table")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "kind", type=click.Choice(_KINDS), required=True, help="What its rows are.")
@click.option("--source", required=True, help="A name for the feed, always the same for the same teller.")
@click.option("--root", required=True, help="Who observed first: us, gateway, bank, carrier, monitor, or a name.")
@click.option("--map", "columns", multiple=True, metavar="NAME=COLUMN", help="Our column name = the file's.")
@click.option("--map-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A mapping in TOML.")
@click.option("--map-state", "states", multiple=True, metavar="THEIRS=OURS", help="Their word for a state = ours.")
@click.option("--ignore", multiple=True, metavar="COLUMN", help="Leave out this column of the file.")
@click.option("--more", multiple=True, metavar="COLUMN", help="Keep this column of profiles under its own name.")
@click.option("--helpdesk", metavar="NAME", help="Whose ticket numbers are bare, for example zendesk.")
@click.option("--phone-system", metavar="NAME", help="Whose call numbers are bare, for example asterisk.")
@click.option("--as-of", metavar="TIME", help="When profiles and accounts were so, where no row says.")
@click.option("--zone", metavar="ZONE", help="The zone of times that name none, for example Europe/Berlin.")
@click.option("--region", metavar="DE", help="The country of phone numbers without +.")
@click.option("--complete-from", metavar="TIME", help="The source tells everything from this time ...")
@click.option("--complete-to", metavar="TIME", help="... to this time: only then is absence evidence.")
@json_option
@pass_home
def command(home: Home, /, file: Path, kind: str, source: str, root: str, as_json: bool, **options: Any) -> None:
    """Take in FILE (CSV, JSON lines or Parquet). Safe to repeat: rows told before count as duplicates.

    A bad row is named with its line, kept in quarantine, and never stops the others.
    """
    told_by = Source(_name(source, "--source"), _name(root, "--root"))
    complete = _hear_range(told_by, kind, options["complete_from"], options["complete_to"])
    taken = _take(home, file, kind, told_by, options)
    declared = _declare(home, complete, taken, file) if complete else None
    if not declared and kind in TELLING and told_by.root not in (US, BANK, CUSTOMER):
        _tell_of(home, told_by, kind)
    _report(taken, declared, as_json)


def _name(text: str, option: str) -> str:
    if not text.strip():
        raise Refused(Problem(option, "is empty", "Give it a name, for example shop"))
    return text.strip()


def _hear_range(source: Source, kind: str, start: str | None, end: str | None) -> Entry | None:
    """The declaration of completeness, checked before anything is read."""
    from amends.intake.table import declared_complete

    span = hear_complete(start, end)
    return None if span is None else declared_complete(source, kind, *span)


def _take(home: Home, file: Path, kind: str, source: Source, options: dict[str, Any]) -> _Taken:
    from amends.intake.table import hear_table

    taken = _Taken()
    mapping = _mapping(options)
    with file.open("rb") as stream:
        table = hear_table(stream, where=file.name, kind=kind, source=source, mapping=mapping)
        with home.record() as record, progress() as bar:
            task = bar.add_task(f"{kind} of {source.name}", total=table.rows_count)
            try:
                for chunk in table.chunks():
                    _append(record, chunk, source, file, taken)
                    bar.advance(task, chunk.rows_count)
            except KeyboardInterrupt:
                kept = taken.counts["received"]
                click.echo(f"Stopped after {kept} rows, which are kept. Run it again for the rest.", err=True)
                sys.exit(130)
    return taken


def _append(record: "Record", chunk: "Chunk", source: Source, file: Path, taken: _Taken) -> None:
    quarantined = chunk.heard.not_understood
    receipt = record.append(chunk.heard.entries, source=source.name, quarantined=quarantined)
    taken.counts.update(receipt.as_dict())
    taken.not_understood += len(quarantined)
    for problem in chunk.heard.problems:
        taken.say(problem)
    for line, entry, outcome in zip(chunk.lines, chunk.heard.entries, receipt.outcomes, strict=True):
        if outcome == "conflict":
            taken.say(_conflict(file, line, entry))


def _mapping(options: dict[str, Any]) -> "Mapping":
    from amends.intake.table import Mapping, hear_pairs, hear_zone, mapping_of

    path: Path | None = options["map_file"]
    base = mapping_of(path.read_bytes(), path.name) if path else Mapping()
    return Mapping(
        columns=base.columns | hear_pairs(options["columns"], "--map"),
        states=base.states | hear_pairs(options["states"], "--map-state"),
        ignore=base.ignore | frozenset(options["ignore"]),
        zone=hear_zone(options["zone"]) or base.zone,
        region=options["region"] or base.region,
        more=base.more | frozenset(options["more"]),
        helpdesk=options["helpdesk"] or base.helpdesk,
        phone_system=options["phone_system"] or base.phone_system,
        as_of=hear_as_of(options["as_of"], "--as-of") if options["as_of"] else None,
    )


def _conflict(file: Path, line: int, entry: Entry) -> Problem:
    what = f"tells {entry.source_id} otherwise than before; both are kept, the first one counts"
    return Problem(file.name, what, "Ask the source which is right", line=line)


def _declare(home: Home, entry: Entry, taken: _Taken, file: Path) -> bool:
    """Declare completeness, unless rows are missing: a refund in quarantine must not look as if it was never sent."""
    if taken.not_understood:
        what = f"was not declared complete, because {taken.not_understood} of its rows could not be understood"
        taken.problems.insert(0, str(Problem(file.name, what, "Correct them and take the file in again")))
        return False
    with home.record() as record:
        record.append((entry,), source=entry.source.name)
    return True


def _tell_of(home: Home, source: Source, kind: str) -> None:
    """That this witness tells this kind at all: what it may know, no other witness's silence can disprove."""
    from amends.intake.table import declared_telling

    with home.record() as record:
        record.append((declared_telling(source, kind),), source=source.name)


def _report(taken: _Taken, declared: bool | None, as_json: bool) -> None:
    counts = {name: taken.counts[name] for name in _COUNTS}
    if as_json:
        more = {"problems": taken.problems, "problems_left_out": taken.left_out}
        say_json(counts | more | ({"complete_declared": declared} if declared is not None else {}))
        return
    for problem in taken.problems:
        click.echo(problem, err=True)
    if taken.left_out:
        click.echo(f"... and {taken.left_out} more", err=True)
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items()))
