"""amends intake survey: what customers answered when they were asked, from any survey tool."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from amends.facts import Problem

from .common import Home, json_option, pass_home
from .taking import files_of, take_files

if TYPE_CHECKING:
    from amends.intake.table import Mapping


@click.command("survey", short_help="Take in answers to surveys: CSV, JSON, formbricks.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="survey", show_default=True, help="A name for this survey tool.")
@click.option("--map", "columns", multiple=True, metavar="NAME=COLUMN", help="Our column name = the file's.")
@click.option("--map-label", "labels", multiple=True, metavar="THEIRS=OURS", help="Their word = good, neutral or bad.")
@click.option("--ignore", multiple=True, metavar="COLUMN", help="Leave out this column of the file.")
@click.option("--ignore-others", is_flag=True, help="Leave out all columns that are not known or mapped.")
@click.option("--scale", metavar="1-5", help="The scale of scores where no column says it.")
@click.option("--helpdesk", metavar="NAME", help="Whose ticket numbers are bare, for example zendesk.")
@click.option("--phone-system", metavar="NAME", help="Whose call numbers are bare, for example asterisk.")
@click.option("--zone", metavar="ZONE", help="The zone of times that name none, for example Europe/Berlin.")
@click.option("--region", metavar="DE", help="The country of phone numbers without +.")
@json_option
@pass_home
def command(home: Home, /, paths: tuple[Path, ...], source: str, as_json: bool, **options: Any) -> None:
    """Take in answers to surveys from PATHS: CSV, JSON (a list, or one a line), Parquet, formbricks' webhooks.

    Safe to repeat. A bad row is named with its line, kept in quarantine, and never stops the others. A file that
    cannot be taken as a whole is named, the other files are taken, and the exit code is 2.
    """
    from amends.intake.heard import Heard
    from amends.intake.survey import hear_survey

    mapping = _with_assumed_scale(_mapping(options), paths)

    def hear(stream: BinaryIO, where: str) -> "Iterator[Heard]":
        return hear_survey(stream, where, source.strip(), mapping=mapping)

    take_files(home, paths, source.strip(), hear, as_json=as_json)


_OTHER = {"1-5": "0-10", "0-10": "1-10"}


def _with_assumed_scale(mapping: "Mapping", paths: Sequence[Path]) -> "Mapping":
    """What is plain from all scores of all files together, and is said; nothing where one could err."""
    from amends.intake.survey import learn_scores, usual_scale

    if mapping.scale is not None:
        return mapping
    scores: set[int] = set()
    for file in files_of(paths):
        with file.open("rb") as stream:
            learn_scores(stream, mapping, scores)
    scale = usual_scale(scores)
    if scale is not None:
        seen = f"is not told; as the scores are {min(scores)} to {max(scores)}, they are taken as {scale}"
        step = f"If it is another, take the file in again with it, for example --scale {_OTHER[scale]}"
        click.echo(str(Problem("--scale", seen, step)), err=True)
    return replace(mapping, assumed_scale=scale)


def _mapping(options: dict[str, Any]) -> "Mapping":
    """What holds for every file; what is wrong with it is said before any of them is opened."""
    from amends.intake.survey import SURVEYS
    from amends.intake.survey.scale import check_scale
    from amends.intake.table import Mapping, check_states, hear_pairs, hear_zone

    mapping = Mapping(
        columns=hear_pairs(options["columns"], "--map"),
        states=hear_pairs(options["labels"], "--map-label"),
        ignore=frozenset(options["ignore"]),
        zone=hear_zone(options["zone"]),
        region=options["region"],
        helpdesk=options["helpdesk"],
        phone_system=options["phone_system"],
        scale=check_scale(options["scale"]),
        ignore_others=options["ignore_others"],
    )
    check_states(SURVEYS, mapping, "--map-label")
    return mapping
