"""amends accounts roll-up: every account by itself, and with all accounts below it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Moment, Problem, Refused, iso

from ..common import counted, hear_as_of, json_option, progress, say_json
from ..out_files import check_ending, folder_of, whole_or_nothing

if TYPE_CHECKING:
    from amends.accounts.columns import RolledColumns

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SHOWN_MAX = 20


@click.command("roll-up", short_help="Revenue, services and contacts of whole accounts.")
@click.option("--accounts", required=True, type=_FILE, help="account_id, parent_id, from, until, renewal.")
@click.option("--services", required=True, type=_FILE,
              help="service_id, account_id, amount_minor (a month), currency, start, end, renewal.")  # fmt: skip
@click.option("--contacts", type=_FILE, help="service_id or account_id, occurred_at, repeat.")
@click.option("--as-of", metavar="ISO", help="The moment; now where none is given.")
@click.option("--currency", metavar="EUR", help="Of services that name none.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A .csv or .parquet file, a row an account."
)
@json_option
def command(
    accounts: Path,
    services: Path,
    contacts: Path | None,
    as_of: str | None,
    currency: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """One row for each account: what it has and pays itself (`own`), and with all accounts below it (`whole`).

    Files are CSV or Parquet. Currencies are never added. A bad row is named with its line and left out; a circle of
    parents is cut at the link furthest down the file, and named.
    """
    at = hear_as_of(as_of)
    _check_out(out, (accounts, services, contacts))
    rolled = _rolled(accounts, services, contacts, at, currency)
    if out is not None:
        _write(rolled, out)
    if as_json:
        from amends.accounts.columns_rows import as_rows

        rows = {} if out is not None else {"accounts": list(as_rows(rolled))}
        problems = [str(problem) for problem in rolled.problems]
        say_json({"as_of": iso(at), **rows, "left_out": rolled.left_out, "notes": rolled.notes, "problems": problems})
        return
    _say(rolled, at, out)


def _check_out(out: Path | None, read: tuple[Path | None, ...]) -> None:
    if out is None:
        return
    check_ending(out, "--out")
    folder_of(out)
    if out.exists() and any(file is not None and out.samefile(file) for file in read):
        raise Refused(Problem("--out", "is a file that is read", "Choose another name", value=str(out)))


def _rolled(accounts: Path, services: Path, contacts: Path | None, at: Moment, currency: str | None) -> "RolledColumns":
    from contextlib import ExitStack

    from amends.accounts.columns import check_some, roll_up_columns
    from amends.accounts.priority.aliases import ACCOUNTS, CONTACTS, SERVICES, Renamed
    from amends.link.chains import hear_sheet

    with ExitStack() as stack:
        bar = stack.enter_context(progress())
        task = bar.add_task("read", total=2)
        files = [stack.enter_context(file.open("rb")) for file in (accounts, services)]
        told = Renamed(hear_sheet(files[0], accounts.name), ACCOUNTS)
        paid = Renamed(hear_sheet(files[1], services.name), SERVICES)
        more = None
        if contacts is not None:
            more = Renamed(hear_sheet(stack.enter_context(contacts.open("rb")), contacts.name), CONTACTS)
        bar.update(task, advance=1, description="roll up")
        rolled = roll_up_columns(told, paid, more, at, currency)
    check_some(rolled, accounts.name)
    return rolled


def _write(rolled: "RolledColumns", out: Path) -> None:
    import pyarrow.csv
    import pyarrow.parquet

    from amends.accounts.columns_rows import as_table

    table = as_table(rolled)
    with whole_or_nothing(out) as stream:
        if out.suffix.lower() == ".csv":
            pyarrow.csv.write_csv(table, stream, pyarrow.csv.WriteOptions(quoting_style="needed"))
        else:
            pyarrow.parquet.write_table(table, stream)


def _say(rolled: "RolledColumns", at: Moment, out: Path | None) -> None:
    for note in rolled.notes:
        click.echo(f"{note}.", err=True)
    for problem in rolled.problems:
        click.echo(str(problem), err=True)
    tops, services = _largest(rolled)
    count = int(rolled.exists.sum())
    left_out = f"; {counted(rolled.left_out, 'row')} left out" if rolled.left_out else ""
    click.echo(f"{counted(count, 'account')}, {counted(services, 'service')} in force on {iso(at)}{left_out}.")
    for line in tops:
        click.echo(line)
    click.echo(f"Written: {out}" if out is not None else "All of them: --json, or --out FILE.csv")


def _largest(rolled: "RolledColumns") -> tuple[list[str], int]:
    """A line for each of the first whole customers by number of services, and how many services there are."""
    import numpy as np

    top = np.flatnonzero(rolled.exists & (rolled.forest.parent < 0))
    services = rolled.whole["services"]
    first: list[int] = top[np.argsort(-services[top], kind="stable")][:_SHOWN_MAX].tolist()
    return [_line(rolled, one) for one in first], int(services[top].sum())


def _line(rolled: "RolledColumns", one: int) -> str:
    from amends.facts import Money

    whole: dict[str, Any] = rolled.whole
    paid = [Money(int(whole[f"per_month:{name}"][one]), name) for name in rolled.currencies]
    words = f"{rolled.ids[one].as_py()}: {counted(int(whole['services'][one]), 'service')}"
    words += f" on {counted(int(whole['accounts'][one]), 'account')}" if whole["accounts"][one] > 1 else ""
    said = " and ".join(str(money) for money in paid if money.amount_minor)
    words += f", {said} a month" if said else ""
    if "contacts_90" in whole:
        words += f", {counted(int(whole['contacts_90'][one]), 'contact')} in 90 days"
    return words
