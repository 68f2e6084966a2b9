"""Which refunds of the sweep a scope asks for, and what a programme of them would come to."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Value
from django.db.models.functions import StrIndex

from amends.facts import Money, Scope, SweptRefund
from amends.remediation import Population, population

from ..sweep_row import NAMES_BETWEEN, lines
from .models import DeskRefund
from .refunds import READ_AT_ONCE, swept_of


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be in a programme. `owed` is what is worked out so far; of `rejected` we said no to."""

    found: Population
    reasons: tuple[tuple[str, int], ...]
    customers: int
    contacted: int
    rejected: int
    owed: tuple[Money, ...]


def in_slice(slice_: tuple[str, ...]) -> list[SweptRefund]:
    """Every refund of a slice; a trait without a value is one that nobody told."""
    rows = DeskRefund.objects.order_by("row_key", "matter")
    for number, literal in enumerate(slice_):
        name, _, value = literal.partition("=")
        sought = lines((literal,)) if value else f"{NAMES_BETWEEN}{name}="
        rows = rows.alias(**{f"place_{number}": StrIndex("traits", Value(sought))})
        rows = rows.filter(**{f"place_{number}__gt" if value else f"place_{number}": 0})
    return [swept_of(row) for row in rows.iterator(READ_AT_ONCE)]


def preview(rows: list[SweptRefund], scope: Scope) -> Preview:
    """What this scope comes to among these refunds."""
    found = population(rows, scope)
    owed: Counter[str] = Counter()
    for row in found.rows:
        if row.owed is not None:
            owed[row.owed.currency] += row.owed.amount_minor
    return Preview(
        found=found,
        reasons=tuple(sorted(Counter(str(row.reason) for row in rows if row.failed).items())),
        customers=len({row.customer for row in found.rows}),
        contacted=len({row.customer for row in found.rows if row.contacts}),
        rejected=sum(row.rejected for row in found.rows),
        owed=tuple(Money(owed[currency], currency) for currency in sorted(owed)),
    )
