"""amends remediation hand-over: give what is approved to whoever pays. Written down first, sent afterwards."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Entry, Moment, NotAllowed, Problem, Refused
from amends.facts.kinds import RemedyHandedOver

from ..common import Home, counted, json_option, now, pass_home, progress, say_json
from ..out_files import whole_or_nothing
from ..out_folders import check_free
from .acting import applied
from .placed import Placed, by_option, chosen, hear_programme, placed

if TYPE_CHECKING:
    from amends.record import Record

COLUMNS = ("key", "attempt", "matter", "payment_ref", "amount_minor", "currency")


@click.command("hand-over", short_help="Give what is approved to whoever pays.")
@click.argument("name")
@click.argument("matters", nargs=-1, metavar="[MATTER]...")
@click.option("--to", required=True, metavar="WHO", help='Who pays, for example "finance".')
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.csv")
@by_option
@json_option
@pass_home
def command(home: Home, name: str, matters: tuple[str, ...], to: str, out: Path, by: str, as_json: bool) -> None:
    """Write what may be paid now into FILE for whoever pays. Each payment has a key that is the same for ever: he pays
    a key once. From here on nobody knows whether it was paid until he answers or a witness tells, and it is not handed
    over again meanwhile. An existing FILE is never replaced.
    """
    check_free(out)
    at = now()
    with home.record() as record, progress() as bar:
        hear_programme(record, name)
        everybody = placed(record, name, home.policy(), at, bar)
        found = chosen(everybody, matters) if matters else [one for one in everybody if one.standing.may_hand_over]
        whats = [_checked(one, to, by) for one in found]
        sent = _send(record, whats, out, at) if whats else []
    if as_json:
        say_json({"handed_over": [_row(what) for what in sent], "file": str(out) if sent else None})
        return
    if not sent:
        click.echo("Nothing may be handed over now. What each waits for: amends remediation show " + name)
        return
    click.echo(f"{out}: {counted(len(sent), 'payment')} for {to}.")
    click.echo("Take in his answers when they come: amends remediation answers FILE.csv")


def _checked(one: Placed, to: str, by: str) -> RemedyHandedOver:
    """Raises NotAllowed where a rule forbids it: then nothing is handed over."""
    from amends.remediation.acts import check_hand_over

    return check_hand_over(one.standing, to=to, by=by)


def _send(record: "Record", whats: Sequence[RemedyHandedOver], out: Path, at: Moment) -> list[RemedyHandedOver]:
    """The file is opened first, so that one that cannot be written hands nothing over; then the record is told; then
    only what it took as new is written: the rest another process is sending.
    """
    from amends.remediation.acts import hand_over_entry

    sent: list[RemedyHandedOver] = []
    try:
        with whole_or_nothing(out) as stream:
            entries: list[Entry] = [hand_over_entry(what, now=at) for what in whats]
            sent += [what for what, new in zip(whats, applied(record, entries), strict=True) if new]
            if not sent:
                raise _OthersSend
            stream.write(csv_of(sent))
    except _OthersSend:
        return []
    except (Refused, OSError) as error:
        if not sent:
            raise
        told = error.problem.what if isinstance(error, Refused) else f"cannot be written: {error.strerror}"
        raise _lost(out, told, sent) from None
    return sent


class _OthersSend(Exception):
    """Another process hands over all of it."""


def _lost(out: Path, told: str, sent: Sequence[RemedyHandedOver]) -> NotAllowed:
    """Written down, and no file: their standing is unknown, which is the truth."""
    what = f"{told}. {counted(len(sent), 'payment')} stand as handed over, and nobody knows what came of them"
    keys = ", ".join(f"{one.key} attempt {one.attempt}" for one in sent[:5]) + (" ..." if len(sent) > 5 else "")
    step = (
        "None of them is handed over again before that is known. If nothing left this machine, say so for each with "
        f"the outcome refused: amends remediation answers FILE.csv ({keys})"
    )
    return NotAllowed(Problem(str(out), what, step))


def csv_of(sent: Sequence[RemedyHandedOver]) -> bytes:
    """One line for each payment, for people and programs that pay."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(what) for what in sent)
    return text.getvalue().encode()


def _row(what: RemedyHandedOver) -> dict[str, Any]:
    return {
        "key": what.key,
        "attempt": what.attempt,
        "matter": what.matter,
        "payment_ref": what.payment_ref or "",
        "amount_minor": what.money.amount_minor,
        "currency": what.money.currency,
    }
