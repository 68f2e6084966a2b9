"""What the commands share that take in files of independent witnesses: gateways' reports and banks' statements."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from amends.facts import Entry, Problem, Refused, Source

from .common import Home, hear_complete
from .taking import Taken, take_files

if TYPE_CHECKING:
    from amends.intake.heard import Heard
    from amends.intake.stated import Period, Tell

    HearWitness = Callable[[BinaryIO, str, "Tell"], Iterator["Heard"]]

_RANGE = (
    click.option("--complete-from", metavar="TIME", help="The witness tells everything from this time on ..."),
    click.option("--complete-to", metavar="TIME", help="... to this one: only then is absence evidence."),
    click.option(
        "--stated-period", is_flag=True,
        help="Declare complete what a file itself states (PayPal STL, camt.053, OFX). Only where one account is all.",
    ),
)  # fmt: skip


def range_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """From when to when the witness is complete."""
    for option in reversed(_RANGE):
        function = option(function)
    return function


def source_of(name: str, root: str) -> Source:
    """The teller that the options name. Raises Refused."""
    for text, option in ((name, "--source"), (root, "--root")):
        if not text.strip():
            raise Refused(Problem(option, "is empty", "Give it a name, for example adyen"))
    return Source(name.strip(), root.strip())


def hear_range(source: Source, kinds: Sequence[str], start: str | None, end: str | None) -> tuple[Entry, ...]:
    """The declarations that the options make. Raises Refused, before anything is read."""
    from amends.intake.table import declared_complete

    span = hear_complete(start, end)
    return () if span is None else tuple(declared_complete(source, kind, *span) for kind in kinds)


def take_witness(
    home: Home,
    paths: Sequence[Path],
    source: Source,
    hear: "HearWitness",
    *,
    declared: Sequence[Entry],
    telling: Sequence[Entry] = (),
    stated_period: bool,
    as_json: bool,
) -> Taken:
    """Take in every file. What cannot be taken as a whole is named, the others are taken, and the exit code is 2.

    `telling`: that this witness tells a kind at all, so that no other witness's silence disproves what went through it.
    Completeness is declared only where every line was understood: a refund in quarantine is no refund that never was.
    """
    from amends.intake.heard import Heard
    from amends.intake.table import declared_complete

    refused: list[str] = []

    def one(stream: BinaryIO, where: str) -> Iterator["Heard"]:
        told: list[Period] = []
        clean = True
        try:
            for heard in hear(stream, where, told.append):
                clean = clean and not heard.problems and not heard.not_understood
                yield heard
        except Refused as error:
            refused.append(where)
            yield Heard(problems=(error.problem,))
            return
        if stated_period and clean:
            yield Heard(tuple(declared_complete(source, p.of, p.complete_from, p.complete_to) for p in told))
        elif stated_period and told:
            yield Heard(problems=(_not_declared(where),))

    taken = take_files(home, paths, source.name, one, as_json=as_json)
    if declared and (taken.problems or taken.counts["quarantined"]):
        click.echo(str(_not_declared("the file" if len(paths) == 1 else "the files")), err=True)
    elif declared:
        with home.record() as record:
            record.append(tuple(declared), source=source.name)
    if telling and taken.counts["received"]:
        with home.record() as record:
            record.append(tuple(telling), source=source.name)
    if refused:
        sys.exit(Refused.exit_code)
    return taken


def _not_declared(where: str) -> Problem:
    what = "was not declared complete, because not all of it could be understood"
    return Problem(where, what, "Correct it and take it in again")
