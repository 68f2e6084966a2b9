"""Options of the commands that read phone logs."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from amends.facts import PHONE, Entry, Policy, Problem, Refused, Source

from .common import Home, hear_complete
from .taking import Taken

if TYPE_CHECKING:
    from amends.intake.asterisk import Exchange

_OPTIONS = (
    click.option("--source", default="asterisk", show_default=True, help="A name for this phone system."),
    click.option("--zone", metavar="ZONE", help="The zone of its clock, e.g. Europe/Berlin; else that of the policy."),
    click.option("--utc", is_flag=True, help="It writes UTC (usegmtime)."),
    click.option("--country", metavar="DE", help="The country of numbers without a country code."),
    click.option("--our-number", "ours", multiple=True, metavar="NUMBER", help="A number of ours, with +. Repeatable."),
    click.option(
        "--inbound-context", "contexts", multiple=True, metavar="NAME", help="Where customers' calls come in."
    ),
    click.option("--trunk", "trunks", multiple=True, metavar="NAME", help="An endpoint that leads outside: sipgate."),
)


_RANGE = (
    click.option("--complete-from", metavar="ISO", help="The log tells every call from this time on ..."),
    click.option("--complete-to", metavar="ISO", help="... to this one: only then does a missing call mean something."),
)


def range_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """From when to when the log is complete."""
    for option in reversed(_RANGE):
        function = option(function)
    return function


def hear_range(source: str, complete_from: str | None, complete_to: str | None) -> Entry | None:
    """The declaration that the log tells every call from..to. Raises Refused, before anything is read."""
    from amends.intake.table import declared_complete

    span = hear_complete(complete_from, complete_to)
    return None if span is None else declared_complete(Source(source.strip(), PHONE), "calls", *span)


def declare(home: Home, complete: Entry | None, taken: Taken) -> None:
    """Record that the log is complete, unless lines of it could not be read, or calls were taken without their number:
    those did take place, and are found with nobody.
    """
    if complete is None:
        return
    if taken.counts["quarantined"] or taken.problems:
        what = "was not declared complete, because not all of it could be read and tied to a number"
        click.echo(str(Problem("the log", what, "Correct it and take it in again")), err=True)
        return
    with home.record() as record:
        record.append((complete,), source=complete.source.name)


def exchange_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how an Asterisk is set up."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def exchange_of(
    policy: Policy,
    *,
    source: str,
    zone: str | None,
    utc: bool,
    country: str | None,
    ours: Sequence[str],
    contexts: Sequence[str],
    trunks: Sequence[str],
) -> "Exchange":
    """The phone system that the options describe. Raises Refused for a zone, country or number that is none."""
    from amends.intake.asterisk import Exchange
    from amends.intake.table import hear_zone

    if zone and utc:
        raise Refused(Problem("--utc", "is given beside --zone", "Give one of the two"))
    place = hear_zone("UTC" if utc else zone) or policy.zoneinfo
    return Exchange(
        source=source.strip(),
        zone=place,
        country=_country(country),
        our_numbers=frozenset(_number(text, country) for text in ours),
        inbound_contexts=frozenset(contexts),
        trunks=frozenset(trunks),
    )


def _country(text: str | None) -> str | None:
    import phonenumbers

    if text is None:
        return None
    if text.strip().upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise Refused(Problem("--country", "is no country", "Write its two letters, for example DE", value=text))
    return text.strip().upper()


def _number(text: str, country: str | None) -> str:
    from amends.intake.phone_numbers import hear_number

    number = hear_number(text, country)
    if not number:
        step = "Write it with + and country code, for example +49301234567"
        raise Refused(Problem("--our-number", "is no phone number", step, value=text))
    return number
