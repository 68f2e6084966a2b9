"""A mistake as JSON: one documented shape for the stored rows, the API and exports."""

from typing import Any

from amends.facts import Moment, Money
from amends.facts.as_json import money_json

from .harm import Harm
from .mistakes import FoundBy, Mistake, Way


def mistake_json(mistake: Mistake) -> dict[str, Any]:
    """The shape. Times are UTC microseconds; `found`, `found_by` and `to_find_seconds` are null or empty where nobody
    has noticed.
    """
    return {
        "id": mistake.id,
        "step": mistake.step,
        "what": mistake.what,
        "happened": mistake.happened,
        "found": mistake.found,
        "found_by": mistake.found_by,
        "to_find_seconds": mistake.to_find_seconds,
        "ways": [{"at": way.at, "by": way.by, "how": way.how} for way in mistake.ways],
        "harm": {
            "money": [money_json(money) for money in mistake.harm.money],
            "people": mistake.harm.people,
            "contacts_caused": mistake.harm.contacts_caused,
        },
        "factors": list(mistake.factors),
        "surprised": mistake.surprised,
        "contacts": list(mistake.contacts),
        "matter": mistake.matter,
        "cause": list(mistake.cause),
        "programme": mistake.programme,
        "lessons": list(mistake.lessons),
        "about": mistake.about,
        "by_week": mistake.by_week,
        "also": list(mistake.also),
    }


def mistake_of(told: dict[str, Any]) -> Mistake:
    """The mistake that was written so."""
    harm = told["harm"]
    money = tuple(Money(one["amount_minor"], one["currency"]) for one in harm["money"])
    return Mistake(
        id=told["id"],
        step=told["step"],
        what=told["what"],
        happened=None if told["happened"] is None else Moment(told["happened"]),
        ways=tuple(Way(Moment(way["at"]), FoundBy(way["by"]), way["how"]) for way in told["ways"]),
        harm=Harm(money, harm["people"], harm["contacts_caused"]),
        factors=tuple(told["factors"]),
        surprised=told["surprised"],
        contacts=tuple(told["contacts"]),
        matter=told["matter"],
        cause=tuple(told["cause"]),
        programme=told["programme"],
        lessons=tuple(told["lessons"]),
        about=told["about"],
        by_week=told["by_week"],
        also=tuple(told["also"]),
    )
