"""amends accounts priority: which ticket first, when the whole account counts. Advice, with its reason and figures."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Moment, Problem, Refused, iso

from ..common import counted, hear_as_of, json_option, progress, say_json

if TYPE_CHECKING:
    from amends.accounts.priority import Placed, Rules
    from amends.accounts.priority.hear_tickets import Waiting
    from amends.accounts.priority.hear_values import Values

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MAX_WAIT = click.FloatRange(0, 10 * 365 * 1440, min_open=True)
_SHOWN_MAX = 30


@click.command("priority", short_help="Which ticket first, when the whole account counts.")
@click.option("--accounts", required=True, type=_FILE, help="account, parent, and p_slow and p_first, or p_leave.")
@click.option("--services", required=True, type=_FILE, help="service, account, revenue_minor (a month), currency.")
@click.option("--tickets", required=True, type=_FILE, help="ticket, service or account, opened_at, max_wait_minutes, "
              "severity, proven_right, vulnerable.")  # fmt: skip
@click.option("--now", "at", metavar="ISO", help="The moment; now where none is given.")
@click.option("--fast-lane", metavar="N|PERCENT", help="How many go first: 20, or 15%. The whole queue if not given.")
@click.option("--currency", metavar="EUR", help="Of services that name none.")
@click.option("--helps", default="0.5", show_default=True, metavar="SHARE",
              help="Where p_leave is told alone: what handling first is assumed to take off it.")  # fmt: skip
@click.option("--max-wait-minutes", default=1440.0, show_default=True, type=_MAX_WAIT, help="Where a ticket has none.")
@json_option
def command(
    accounts: Path,
    services: Path,
    tickets: Path,
    at: str | None,
    fast_lane: str | None,
    currency: str | None,
    helps: str,
    max_wait_minutes: float,
    as_json: bool,
) -> None:
    """Order the tickets that wait. Files are CSV or Parquet; nothing is moved and nothing is stored.

    Published maximum waits come first, then customers who were proven right or are vulnerable. At most half of the fast
    lane goes by value: the chance of leaving that handling first takes away, times the revenue of the whole account.
    The rest goes by age.
    """
    from amends.accounts.priority import Rules, order

    now, rules, share = hear_as_of(at, "--now"), Rules.hear(fast_lane), _helps(helps)
    with progress() as bar:
        task = bar.add_task("read", total=2)
        values, waiting = _heard((accounts, services, tickets), now, currency, share, max_wait_minutes)
        bar.update(task, advance=1, description="order")
        placed = order(waiting.tickets, values.accounts, now, rules)
    if as_json:
        say_json(_json(placed, values, waiting, now, rules))
        return
    _say(placed, values, waiting, rules)


def _heard(
    files: tuple[Path, Path, Path], now: Moment, currency: str | None, helps: Decimal, max_wait_minutes: float
) -> tuple["Values", "Waiting"]:
    from contextlib import ExitStack

    from amends.accounts.priority.hear_tickets import hear_tickets, services_named
    from amends.accounts.priority.hear_values import hear_values
    from amends.link.chains import hear_sheet

    with ExitStack() as stack:
        sheets = [hear_sheet(stack.enter_context(file.open("rb")), file.name) for file in files]
        named = services_named(sheets[2])
        values = hear_values(sheets[0], sheets[1], named, now, currency=currency, helps=helps)
        return values, hear_tickets(sheets[2], values, now, max_wait_minutes)


def _json(
    placed: tuple["Placed", ...], values: "Values", waiting: "Waiting", now: Moment, rules: "Rules"
) -> dict[str, Any]:
    from amends.accounts.priority.as_json import placed_json, queue_json

    return {
        "now": iso(now),
        **queue_json(placed, rules),
        "tickets": [placed_json(one) for one in placed],
        "left_out": values.left_out,
        "notes": list(_notes(values, waiting)),
        "problems": [str(problem) for problem in _problems(placed, values, waiting)],
    }


def _say(placed: tuple["Placed", ...], values: "Values", waiting: "Waiting", rules: "Rules") -> None:
    from amends.accounts.priority.words import why

    for note in _notes(values, waiting):
        click.echo(f"{note}.", err=True)
    for problem in _problems(placed, values, waiting):
        click.echo(str(problem), err=True)
    by_value = sum(one.lane == "value" for one in placed)
    places = counted(rules.places(len(placed)), "place")
    click.echo(f"{counted(len(placed), 'ticket')}; fast lane of {places}, {by_value:,} of them by value.")
    for one in placed[:_SHOWN_MAX]:
        click.echo(f"{one.rank}. {one.ticket.ticket}. {why(one)}")
    if len(placed) > _SHOWN_MAX:
        click.echo(f"... and {counted(len(placed) - _SHOWN_MAX, 'ticket')} more: --json")


def _problems(placed: tuple["Placed", ...], values: "Values", waiting: "Waiting") -> tuple[Problem, ...]:
    from amends.accounts.priority.mixed import mixed

    return (*values.problems, *waiting.problems, *mixed(placed))


def _notes(values: "Values", waiting: "Waiting") -> tuple[str, ...]:
    return tuple(dict.fromkeys((*values.notes, *waiting.notes)))


def _helps(text: str) -> Decimal:
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal(-1)
    if not (share.is_finite() and 0 <= share <= 1):
        step = "Write a part from 0 to 1: 0.5 says that handling first halves it"
        raise Refused(Problem("--helps", "is no share", step, value=text))
    return share
