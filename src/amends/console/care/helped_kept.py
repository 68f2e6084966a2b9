"""The table of who helped whom. It tells neither: only the one who helped can find his own customers in it.

As with private tasks (desk.private) the digest of one person is another one with each customer, so that nobody can be
counted, and the customer is sealed. Somebody's own are found by trying his name on the rows of the last months.
"""

from collections.abc import Collection, Iterable
from typing import Final

from amends.facts import Moment
from amends.facts.moments import DAY_US

from ..desk.many import insert_many
from .helped_rows import HelpedRow, shown_from
from .models import DeskHelped
from .sealing import digest, opened, sealed

_PURPOSE: Final = "helped"
_CUSTOMER: Final = "customer of helped"
_COLUMNS: Final = ("digest", "customer", "day")
_TRIED_MAX: Final = 20_000  # the newest; a larger organisation finds its newer ones


def insert(told: Iterable[tuple[str, Iterable[HelpedRow]]]) -> None:
    """Write these, each with the key of the customer's row. The caller has begun a transaction."""
    rows = [
        (digest(_PURPOSE, key, one.user), sealed(_CUSTOMER, key), one.at // DAY_US * DAY_US)
        for key, some in told
        for one in some
    ]
    insert_many(DeskHelped, _COLUMNS, sorted(rows))


def forget(row_keys: Collection[str]) -> None:
    """Take away who helped these customers."""
    DeskHelped.objects.filter(customer__in=[sealed(_CUSTOMER, key) for key in row_keys]).delete()


def forget_before(first: Moment) -> int:
    """Take away the rows of days before this one. Gives how many."""
    return DeskHelped.objects.filter(day__lt=first).delete()[0]


def customers_of(user: str, now: Moment) -> tuple[str, ...]:
    """The customers whom this user helped in the last months, in an order that stays as it is and means nothing."""
    recent = DeskHelped.objects.filter(day__gte=shown_from(now), day__lte=now).order_by("-day", "digest")
    rows = recent.values_list("digest", "customer")[:_TRIED_MAX]
    tried = ((told, opened(_CUSTOMER, customer)) for told, customer in rows)
    found = sorted((told, key) for told, key in tried if told == digest(_PURPOSE, key, user))
    return tuple(key for _, key in found)
