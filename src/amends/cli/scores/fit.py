"""amends scores fit: what agents did with what they inherited, with its doubt, and a gate before it."""

import sys
from contextlib import ExitStack
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from amends.facts import NotAllowed, Problem, Refused

from ..common import counted, json_option, progress, say_json
from ..out_files import check_ending, whole_or_nothing

if TYPE_CHECKING:
    from amends.scores.arrival import Arrival
    from amends.scores.fair import FairFit
    from amends.scores.hear_contacts import HeardContacts
    from amends.scores.rows_of_agents import AgentRow
    from amends.scores.system import Share

EXCESS_SHOWN = 10
_STEPS = 4  # contacts, arrival, fit, write


@click.command("fit", short_help="Fit, look whether it can be fair, and write a row for each agent.")
@click.argument("contacts", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--arrival", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="What was known at each pick-up: contact_id, field, value, authored_by, known_at.")  # fmt: skip
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A .csv or .parquet file.")
@click.option("--field", "further", multiple=True, metavar="NAME", help="A further field of ARRIVAL to adjust for.")
@click.option("--engine", default="memory", type=click.Choice(["memory", "duckdb", "spark"]), show_default=True,
              help="Where the passes over the rows are made.")  # fmt: skip
@click.option("--even-if-held", is_flag=True, help="For evaluation only: write figures that must not be published.")
@json_option
def command(
    contacts: Path,
    arrival: Path,
    out: Path,
    further: tuple[str, ...],
    engine: str,
    even_if_held: bool,
    as_json: bool,
) -> None:
    """Fit fair scores over CONTACTS (CSV or Parquet) and write AGENTS, a row for each, ordered by key.

    While the gate holds nothing is written and the exit code is 3. A value in ARRIVAL that the contact's own agent
    authored, or that was learnt after its pick-up, is not taken.
    """
    from amends.scores.fair import fit

    from .engine import fitter_on

    check_ending(out, "--out")
    if out.exists() and any(out.samefile(told) for told in (contacts, arrival)):
        raise Refused(Problem("--out", "is one of the files that are read", "Write to another file", value=out.name))
    with progress() as bar, ExitStack() as stack:
        task = bar.add_task("contacts", total=_STEPS)
        heard = _contacts(contacts)
        bar.update(task, advance=1, description="arrival")
        state = _arrival(arrival, heard, further)
        bar.update(task, advance=1, description="fit")
        found = fit(heard.contacts, state, spared=heard.spared, fitter=stack.enter_context(fitter_on(engine)))
        bar.update(task, advance=1, description="write")
        written = even_if_held or not found.gate().held
        if written:
            with whole_or_nothing(out) as stream:
                write_agents(found.agents(even_if_held=even_if_held), stream, out.suffix)
    if as_json:
        say_json(_summary(found, heard, state, out if written else None))
    else:
        _say(found, out if written else None)
    if not written:
        sys.exit(NotAllowed.exit_code)


def write_agents(rows: tuple["AgentRow", ...], stream: BinaryIO, ending: str) -> None:
    """The rows as CSV or Parquet; what is not shown is empty."""
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    from amends.scores.rows_of_agents import AgentRow

    types = {"agent": pa.string(), "verdict": pa.string(), "n_contacts": pa.int64(), "n_answers": pa.int64()}
    schema = pa.schema([(field.name, types.get(field.name, pa.float64())) for field in fields(AgentRow)])
    columns = list(zip(*(astuple(row) for row in rows), strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    table = pa.Table.from_arrays(arrays, schema=schema)
    if ending.lower() == ".csv":
        pyarrow.csv.write_csv(table, stream)
    else:
        pyarrow.parquet.write_table(table, stream)


def _contacts(file: Path) -> "HeardContacts":
    from amends.link.chains import hear_sheet
    from amends.scores.hear_contacts import hear_contacts

    with file.open("rb") as stream:
        heard = hear_contacts(hear_sheet(stream, file.name))
    for note in heard.notes:
        click.echo(f"{note}.", err=True)
    for problem in heard.problems:
        click.echo(str(problem), err=True)
    if heard.more:
        click.echo(f"... and {counted(heard.more, 'row')} more", err=True)
    return heard


def _arrival(file: Path, heard: "HeardContacts", further: tuple[str, ...]) -> "Arrival":
    from amends.link.chains import hear_sheet
    from amends.scores.hear_arrival import hear_arrival

    with file.open("rb") as stream:
        arrival = hear_arrival(hear_sheet(stream, file.name), heard.contacts, further)
    for problem in arrival.problems:
        click.echo(str(problem), err=True)
    for name in arrival.fields:
        if arrival.column(name) is None:
            click.echo(f"{file.name}: nobody vouched for {name}, so nothing is adjusted for it.", err=True)
    return arrival


def _summary(found: "FairFit", heard: "HeardContacts", state: "Arrival", out: Path | None) -> dict[str, Any]:
    gate, system = found.gate(), found.system()
    return {
        "gate": "hold" if gate.held else "pass",
        "reasons": [asdict(reason) for reason in gate.reasons],
        "basis": found.basis,
        "sigmas": found.sigmas(),
        "variance_shares": system.variance,
        "system": {
            "raw_nrr": asdict(system.raw_nrr),
            "repeat_rate": asdict(system.repeat_rate),
            "first_contact_resolution": asdict(system.first_contact_resolution),
            "excess": [asdict(one) for one in system.excess],
            "withheld": system.withheld,
        },
        "contacts": len(heard.contacts),
        "spared": found.spared,
        "left_out": len(heard.problems) + heard.more,
        "refused_values": asdict(state.unheard),
        "out": None if out is None else str(out),
    }


def _say(found: "FairFit", out: Path | None) -> None:
    gate, system = found.gate(), found.system()
    click.echo(f"The gate {'holds: nothing about a single person can be fair here' if gate.held else 'passes'}.")
    for reason in gate.reasons:
        click.echo(f"  {reason}")
    click.echo(f"Made from {found.basis}.")
    click.echo(
        f"Negative answers: {_in_words(system.raw_nrr)}. Customers who returned: {_in_words(system.repeat_rate)}."
    )
    click.echo(f"Resolved at the first contact: {_in_words(system.first_contact_resolution)}.")
    agent = system.variance["agent"]
    click.echo(f"Of what answers differ by, {agent:.0%} goes with the agent and {1 - agent:.0%} does not.")
    click.echo("Where negative answers come from beyond the usual:")
    for one in system.excess[:EXCESS_SHOWN]:
        interval = f"{_signed(one.low)} to {_signed(one.high)}"
        click.echo(f"  {one.what} {one.name}: {_signed(one.excess)} ({interval}) of {counted(one.answers, 'answer')}")
    if system.withheld:
        click.echo(f"  and {counted(system.withheld, 'source')} more, not told: one or two people have most of it.")
    if out is not None:
        click.echo(f"Written: {out}")
        click.echo("Intervals hold 90 %. Positive is more negative answers than an average agent would have had.")
    else:
        click.echo("Nothing per agent was written. What may stand there from before is not of this fit.", err=True)


def _signed(value: float) -> str:
    return f"{round(value):+,}" if round(value) else "0"


def _in_words(share: "Share") -> str:
    return f"{share.share:.1%} ({share.low:.1%} to {share.high:.1%} of {share.of:,})"
