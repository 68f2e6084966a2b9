"""amends lesson: what was changed after a mistake, and whether the mistake became less."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused, iso

from .common import Home, counted, json_option, now, pass_home, progress, say_json

if TYPE_CHECKING:
    from amends.learning.hear_rows import Heard
    from amends.learning.lessons import Lesson

_STEPS = 2  # read, judge


@click.group("lesson", short_help="Did what was changed after a mistake work?")
def command() -> None:
    """Lessons, judged by whether the mistake came back: on what independent witnesses saw, never on reports."""


@command.command("judge", short_help="The rate before and since a change, with a verdict.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--at", required=True, metavar="COLUMN", help="When each contact (refund, call) was.")
@click.option("--failed", required=True, metavar="COLUMN",
              help="1 or 0, true or false, or a verdict: did a witness see the mistake? Empty: not known.")  # fmt: skip
@click.option("--since", required=True, metavar="ISO", help="When the change was made. That moment is after it.")
@click.option("--control", metavar="COLUMN=VALUE", help="The rows in which nothing was changed.")
@click.option("--expected", type=click.FloatRange(0, 100, min_open=True), metavar="PERCENT",
              help="How many of the mistakes were to go away. Without it: all.")  # fmt: skip
@click.option("--charts", default=10, type=click.IntRange(1, 100_000), show_default=True,
              help="How many lessons are watched alike: over all of them, one false alarm a quarter.")  # fmt: skip
@click.option("--zone", metavar="ZONE", help="The zone of days, and of times that name none; else that of the policy.")
@json_option
@pass_home
def judge_command(
    home: Home,
    /,
    file: Path,
    at: str,
    failed: str,
    since: str,
    control: str | None,
    expected: float | None,
    charts: int,
    zone: str | None,
    as_json: bool,
) -> None:
    """Judge a lesson on FILE (CSV or Parquet), a row for each contact: not enough yet, worked, partly, no change,
    worse, or came back on a day.

    Judge it on mistakes that an independent witness saw. A column of people's own reports grows where they trust each
    other, and would make a good lesson look bad.
    """
    from amends.intake.table import hear_zone
    from amends.learning.hear_rows import check_inside, hear_rows, hear_since
    from amends.learning.judged import judge
    from amends.learning.judged_json import judged_json
    from amends.learning.judged_words import sentences
    from amends.link.chains import hear_sheet

    named = hear_zone(zone) or home.policy().zoneinfo
    moment, beside = hear_since(since, named), _hear_control(control)
    with file.open("rb") as stream:
        sheet = hear_sheet(stream, file.name)
        with progress() as bar:
            bar.add_task("read", total=None)
            heard = hear_rows(sheet, at, failed, beside, named)
    _tell(heard)
    check_inside(heard, moment, since, file.name, at)
    with progress() as bar:
        bar.add_task("judge", total=None)
        judged = judge(heard.rows, moment, zone=named, expected=expected and expected / 100, charts=charts)
    if as_json:
        more = {"unknown": heard.unknown, "left_out": heard.left_out, "zone": named.key}
        say_json(judged_json(judged) | more)
        return
    for sentence in sentences(judged, named):
        click.echo(sentence)


def _tell(heard: "Heard") -> None:
    """On standard error: how it was read, and what was not taken."""
    for note in heard.notes:
        click.echo(f"{note}.", err=True)
    for problem in heard.problems:
        click.echo(str(problem), err=True)
    if heard.left_out > len(heard.problems):
        click.echo(f"... and {counted(heard.left_out - len(heard.problems), 'row')} more", err=True)
    if heard.left_out:
        click.echo(f"{counted(heard.left_out, 'row')} left out. Look whether they are of one time or kind.", err=True)
    if heard.unknown:
        click.echo(f"{counted(heard.unknown, 'row')} without an outcome: not counted.", err=True)


def _hear_control(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise Refused(
            Problem("--control", "is not COLUMN=VALUE", "Write for example --control gateway=acme", value=text)
        )
    return name.strip(), value.strip()


@command.command("list", short_help="Every lesson of this home, and whether it worked.")
@json_option
@pass_home
def list_command(home: Home, as_json: bool) -> None:
    """The lessons that were made on the desk: overdue ones first, each with its verdict once it is done.

    The desk's lists are brought up to date first: that may take a while where nobody has served it.
    """
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from amends.console.desk import catch_up  # its tables exist only once Django is prepared
    from amends.console.lesson_rows import all_effects
    from amends.console.world import close_world, open_world
    from amends.learning.judged_json import judged_json

    here = open_world(home.path, home.database_url)
    try:
        with progress() as bar:
            task = bar.add_task("the desk, then the lessons", total=_STEPS)
            catch_up(here.record, here.policy, now())
            bar.advance(task)
            effects = all_effects(now())
            bar.advance(task)
        if as_json:
            shapes = ((one, None if one.judged is None else judged_json(one.judged)) for one in effects)
            say_json([_lesson_json(one.lesson) | {"verdict": one.words, "judged": shape} for one, shape in shapes])
            return
        for one in effects:
            click.echo(f"{one.lesson.id}: {one.lesson.title}")
            done = one.lesson.state == "done"
            click.echo(f"  {one.sentences[0] if done else one.lesson.sentence(here.policy.zoneinfo)}")
        if not effects:
            click.echo("No lesson has been made yet. They are made on the desk, from a mistake in the register.")
    finally:
        close_world()


def _lesson_json(lesson: "Lesson") -> dict[str, Any]:
    return {
        "lesson": lesson.id,
        "title": lesson.title,
        "state": lesson.state,
        "owner": lesson.owner,
        "due": None if lesson.due is None else iso(lesson.due),
        "since": None if lesson.since is None else iso(lesson.since),
        "population": lesson.population,
        "slice": list(lesson.slice),
        "control": list(lesson.control),
        "expected_percent": lesson.expected_percent,
        "steps": list(lesson.steps),
    }
