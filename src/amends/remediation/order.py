"""Who is told first, and how many a day: by what was done to them, never by what they are worth to us."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from amends.facts import Moment, Policy, Standing
from amends.facts.moments import datetime_of, plus_business_days

CONTACTS_COUNTED_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Who is told on one business day. All matters of one person are in the same batch: he is written to once."""

    day: date
    standings: tuple[Standing, ...]

    @property
    def people(self) -> int:
        """How many people that is."""
        return len({standing.customer for standing in self.standings})


@dataclass(frozen=True, slots=True)
class Batches:
    """The plan, and those who get no letter because they opted out of contact by law. They are made whole all the
    same; what is said to them is said when they turn to us.
    """

    batches: tuple[Batch, ...]
    opted_out: tuple[Standing, ...]


def to_be_told(standing: Standing) -> bool:
    """Whether he is to be told: an amount is known, it is not at an end, and he has not been told."""
    return not standing.ended and standing.told_at is None and standing.harm is not None


def first_to_contact(standings: Iterable[Standing], *, vulnerable: Collection[str] = ()) -> tuple[Standing, ...]:
    """Those who are to be told, the most pressing first.

    harm x vulnerability x how likely he is to call. Harm is the amount over the median of its currency, so that
    currencies need no rate. It counts double for whom we had told no, and again for those known to need more care
    (`vulnerable`: customers). Who has contacted us about it is likely to do so again: once, it counts double; three
    times or more, four times. Of equals, who has waited longest comes first. Nothing about what a customer spends, or
    is worth, goes into it.
    """
    waiting = [standing for standing in standings if to_be_told(standing)]
    amounts: defaultdict[str, list[int]] = defaultdict(list)
    for standing in waiting:
        currency, amount = _amount(standing)
        amounts[currency].append(amount)
    usual = {currency: max(median(each), 1) for currency, each in amounts.items()}

    def pressing(standing: Standing) -> tuple[float, int, str]:
        currency, amount = _amount(standing)
        care = (2 if standing.rejected else 1) * (2 if standing.customer in vulnerable else 1)
        calls = 1 + min(standing.contacts, CONTACTS_COUNTED_MAX)
        since = standing.since if standing.since is not None else Moment(0)
        return (-amount / usual[currency] * care * calls, since, standing.matter)

    return tuple(sorted(waiting, key=pressing))


def batches(
    standings: Iterable[Standing],
    *,
    per_day: int,
    start: Moment,
    policy: Policy,
    opted_out: Collection[str] = (),
    vulnerable: Collection[str] = (),
) -> Batches:
    """So many people a business day, from the day of `start` on if it is one; Saturdays, Sundays and the policy's
    holidays are none. `opted_out` are customers who may not be contacted: they get none and are listed apart.
    """
    ordered = first_to_contact(standings, vulnerable=vulnerable)
    by_person: dict[str, list[Standing]] = {}
    for standing in ordered:
        if standing.customer not in opted_out:
            by_person.setdefault(standing.customer, []).append(standing)
    people, size = list(by_person.values()), max(per_day, 1)
    parts = [people[place : place + size] for place in range(0, len(people), size)]
    planned = [Batch(_day(start, number, policy), _all(part)) for number, part in enumerate(parts)]
    return Batches(tuple(planned), tuple(s for s in ordered if s.customer in opted_out))


def _all(people: Sequence[Sequence[Standing]]) -> tuple[Standing, ...]:
    return tuple(standing for one in people for standing in one)


def _day(start: Moment, number: int, policy: Policy) -> date:
    zone = policy.zoneinfo
    return datetime_of(plus_business_days(start, number, zone=zone, holidays=policy.holidays), zone).date()


def _amount(standing: Standing) -> tuple[str, int]:
    assert standing.harm is not None
    return standing.harm.total.currency, standing.harm.total.amount_minor
