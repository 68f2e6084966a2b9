"""In which zones a customer may be: his own word before his number, and a number tells only the country."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from amends.facts import Entry, Policy
from amends.facts.kinds import CallTold, ContactReceived, ProfileTold

from .wall_times import known_zones


def zones_of_customer(told: Sequence[Entry], policy: Policy) -> tuple[str, ...]:
    """The zone that was last told of him, else all zones of the countries of his numbers, else the team's own.

    `told` is in order of happening.
    """
    profiles = [e.what.zone for e in told if isinstance(e.what, ProfileTold) and known_zones((e.what.zone,))]
    if profiles:
        return (profiles[-1],)
    numbers = sorted({number for entry in told if (number := _number(entry)).startswith("+")})
    found = known_zones([zone for number in numbers for zone in zones_of_number(number)])
    return found or (policy.zone,)


@cache
def zones_of_number(number: str) -> tuple[str, ...]:
    """Every zone of the country of an E.164 number; none where it belongs to no country.

    The area code is left aside on purpose: who moved from New York to Los Angeles has kept his number.
    """
    import phonenumbers

    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ()
    return _zones_by_country().get(region or "", ())


def _number(entry: Entry) -> str:
    what = entry.what
    if isinstance(what, CallTold):
        return what.number
    if isinstance(what, ContactReceived):
        return what.sender
    return (what.phone or "") if isinstance(what, ProfileTold) else ""


@cache
def _zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """ISO 3166 code -> zones, from `zone.tab` of the tz database."""
    from importlib.resources import files

    zones: dict[str, list[str]] = defaultdict(list)
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            zones[country].append(name)
    return {country: tuple(sorted(names)) for country, names in zones.items()}
