"""Options of the commands that read Asterisk's logs."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Policy, Problem, Refused

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
