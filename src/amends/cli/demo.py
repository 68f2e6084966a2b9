"""amends demo: a year of an invented shop, taken in for real; who is owed what and why; and the desk to look at it."""

import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import CustomerFile, Moment, Policy, Problem, Refused, iso, spoken_money
from amends.facts.moments import DAY_US, spoken_day

from .common import Home, counted, json_option, now, progress, say_json
from .owed import owed_json, say_owed, understand_everybody
from .serve import ADMIN, PORT, first_link, serve

if TYPE_CHECKING:
    from amends.demo.floor_scores import FloorScores
    from amends.demo.judge import Judgement
    from amends.demo.sweep import Sweep
    from amends.record import Receipt

_TOP = 12


@dataclass(frozen=True, slots=True)
class _Run:
    """What came of one demo, before anybody looks at the desk."""

    folder: Path
    end: Moment
    receipt: "Receipt"
    files: list[CustomerFile]
    judgement: "Judgement"
    sweep: "Sweep"
    scores: "tuple[FloorScores, ...]"
    seconds: dict[str, float]


@click.command("demo")
@click.option(
    "--dir", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where; else a temporary folder."
)
@click.option("--customers", default=3_000, show_default=True, help="How many customers the shop has; at least 100.")
@click.option("--seed", default=7, show_default=True, help="Another number, another year.")
@click.option("--no-serve", is_flag=True, help="Only print; do not serve the desk.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes any free port.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@json_option
def command(
    folder: Path | None,
    customers: int,
    seed: int,
    no_serve: bool,
    port: int,
    no_browser: bool,
    as_json: bool,
) -> None:
    """A year of a small company that never was, with known truth. All data are synthetic.

    Writes the files that a shop, its gateways and its bank would export, takes them in, prints who is owed what and
    why and what the failures have in common, compares both with the truth, and serves the desk.
    """
    from amends.demo.year import CUSTOMERS_MIN

    if customers < CUSTOMERS_MIN:
        step = f"At least {CUSTOMERS_MIN}: every fault needs victims of its own"
        raise Refused(Problem("--customers", "is too small a shop", step, value=str(customers)))
    place = _empty(folder or Path(tempfile.mkdtemp(prefix="amends-demo-")))
    run = _run(place, customers=customers, seed=seed)
    if as_json:
        say_json(_run_json(run))
    else:
        _say(run)
    if not no_serve:
        invented = Home(place / "home")
        _fill_desk(invented)
        serve(invented, port, open_browser=not no_browser, others=_people())


def _fill_desk(home: Home) -> None:
    """So that the first page that somebody opens is not empty."""
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from amends.console.desk import rebuild
    from amends.console.scoring.refresh import refresh

    moment, policy = now(), home.policy()
    with home.record() as record, progress() as bar:
        rebuild(record, policy, moment, bar)
        refresh(moment, policy, bar)


def _people() -> dict[str, str]:
    """Whoever looks at the demo leads people; dora is somebody else, with pages that no lead sees."""
    from django.contrib.auth.models import User

    from amends.console.people.roles import LEAD, give
    from amends.console.people.tokens import make_link
    from amends.demo.floor import DORA

    first_link()
    give(User.objects.get(username=ADMIN), LEAD)
    dora, made = User.objects.get_or_create(username=DORA)
    if made:
        dora.set_unusable_password()
        dora.save()
    words = f"In a private window, as {DORA}, who had a hard morning and sees her own day and score, and nobody else's"
    return {words: make_link(dora, now=now())}


def _empty(folder: Path) -> Path:
    """The demo has a home of its own: invented data never stand among real ones."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(Problem("--dir", "is not empty", "Name a folder that is empty or not there", value=str(folder)))
    return folder


def _run(place: Path, *, customers: int, seed: int) -> _Run:
    from amends.demo.files import write_files
    from amends.demo.floor_scores import judge_floor
    from amends.demo.floor_year import staff
    from amends.demo.judge import judge
    from amends.demo.made import hit_matters
    from amends.demo.story_5 import tell as tell_today
    from amends.demo.sweep import sweep
    from amends.demo.take_in import take_in
    from amends.demo.year import generate
    from amends.record import open_record

    moment = now()
    end = Moment(moment // DAY_US * DAY_US)
    clock, seconds = time.monotonic(), {}
    world = generate(customers=customers, seed=seed, end=end)
    truths = staff(world, seed)
    tell_today(world, moment, seed)
    files = write_files(world, place / "files")
    seconds["written"] = time.monotonic() - clock
    policy = _policy(place / "home")
    with progress() as bar, open_record(place / "home") as record:
        clock = time.monotonic()
        receipt = take_in(files, record, bar)
        seconds["taken_in"] = time.monotonic() - clock
        clock = time.monotonic()
        understood = list(understand_everybody(record, policy, end, bar))
        seconds["understood"] = time.monotonic() - clock
        clock = time.monotonic()
        swept = sweep(understood, hit_matters(world), now=end)
        seconds["swept"] = time.monotonic() - clock
        clock = time.monotonic()
        scores = judge_floor(truths, understood, policy)
        seconds["scored"] = time.monotonic() - clock
    return _Run(place, end, receipt, understood, judge(world.expected, understood), swept, scores, seconds)


def _policy(home: Path) -> Policy:
    """The shop's own: its addresses, and who of its people a phone belongs to."""
    from amends.demo.files import POLICY

    home.mkdir(parents=True, exist_ok=True)
    (home / "policy.toml").write_text(POLICY, "utf-8")
    return Home(home).policy()


def _say(run: _Run) -> None:
    from amends.demo import SHOP, SYNTHETIC

    click.secho(f"{SHOP}, the year to {iso(run.end)[:10]}. {SYNTHETIC}", bold=True)
    counts = ", ".join(f"{number} {name}" for name, number in run.receipt.as_dict().items())
    click.echo(f"Taken in: {counts}. ({run.seconds['taken_in']:.1f} s)\n")
    say_owed(run.files, _TOP)
    _say_judgement(run.judgement)
    _say_sweep(run.sweep)
    _say_scores(run.scores)
    click.secho(f"\n{SYNTHETIC} The files and truth.json are in {run.folder / 'files'}", bold=True)
    home = run.folder / "home"
    click.echo(f"Ask for yourself: amends --home {home} check --refund R-2291")
    click.echo(f"Everybody at once: amends --home {home} sweep")
    click.echo(f"Before you pick up: amends --home {home} brief --customer C-77120 (or C-391, or C-512)")


def _say_judgement(judgement: "Judgement") -> None:
    wrong = len(judgement.wrong) + len(judgement.reason_differs)
    planted = judgement.right + wrong + len(judgement.cannot_tell)
    click.echo(
        f"\nAgainst the truth, {planted} planted matters: {judgement.right} right, {wrong} wrong, "
        f"{len(judgement.cannot_tell)} cannot tell although something was true; "
        f"{len(judgement.false_alarms)} false alarms."
    )
    for miss in (*judgement.wrong, *judgement.reason_differs, *judgement.cannot_tell)[:_TOP]:
        item = miss.expected
        expected = f"{item.verdict} {item.reason}"
        click.echo(f"  {item.fault}: {item.matter or item.customer_id} is {expected}; said {miss.said}")
    for customer, matter, reason in judgement.false_alarms[:_TOP]:
        click.echo(f"  false alarm: {customer} {matter} {reason}")


def _say_sweep(sweep: "Sweep") -> None:
    money = ", ".join(spoken_money(owed) for owed in sweep.owed)
    click.echo(
        f"\nThe sweep: {sweep.went_wrong} of {counted(sweep.refunds, 'refund')} that we said were made went wrong: "
        f"{money}. {sweep.silent} of those hit have not contacted us since."
    )
    if sweep.scope is None:
        click.echo("  They have nothing in common of which anybody could be sure: there are too few of them.")
        return
    since = f", since {spoken_day(sweep.scope.since)}" if sweep.scope.since is not None else ""
    click.echo(f"  Cause: {sweep.scope.words}{since}.")
    click.echo(
        f"  Against the truth: found {sweep.found} of {sweep.planted} that this fault hit, "
        f"{len(sweep.wrongly)} wrongly among them."
    )


def _say_scores(scores: "tuple[FloorScores, ...]") -> None:
    click.echo()
    for window in scores:
        click.echo(str(window))


def _sweep_json(sweep: "Sweep") -> dict[str, Any]:
    scope = sweep.scope
    return {
        "refunds": sweep.refunds,
        "went_wrong": sweep.went_wrong,
        "owed": [{"currency": owed.currency, "amount_minor": owed.amount_minor} for owed in sweep.owed],
        "silent": sweep.silent,
        "cause": None if scope is None else list(scope.slice),
        "since": None if scope is None or scope.since is None else iso(scope.since),
        "until": None if scope is None or scope.until is None else iso(scope.until),
        "planted": sweep.planted,
        "found": sweep.found,
        "wrongly": list(sweep.wrongly),
        "unanswered": sweep.unanswered,
    }


def _run_json(run: _Run) -> dict[str, Any]:
    from amends.demo import SYNTHETIC

    judged = run.judgement
    misses = {"wrong": judged.wrong, "reason_differs": judged.reason_differs, "cannot_tell": judged.cannot_tell}
    truth: dict[str, Any] = {
        name: [{**asdict(miss.expected), "said": miss.said} for miss in some] for name, some in misses.items()
    }
    truth |= {"right": judged.right, "false_alarms": [list(alarm) for alarm in judged.false_alarms]}
    return {
        "note": SYNTHETIC,
        "folder": str(run.folder),
        "balance": run.receipt.as_dict(),
        "seconds": {name: round(value, 2) for name, value in run.seconds.items()},
        "truth": truth,
        "sweep": _sweep_json(run.sweep),
        "scores": [{"passes": window.passes, **asdict(window)} for window in run.scores],
        "by_fault": {fault: dict(counts) for fault, counts in sorted(judged.by_fault.items())},
        **owed_json(run.files, run.end),
    }
