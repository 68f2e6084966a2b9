"""What was handed over to whoever pays, as files that can be had again: the same batch is always the same bytes."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from amends.facts import Entry, Moment, Money
from amends.facts.kinds import RemedyHandedOver
from amends.record import Record

from .models import DeskVictim

COLUMNS: Final = ("key", "attempt", "matter", "payment_ref", "amount_minor", "currency")
LISTED_MAX: Final = 20
_PAGE_ENTRIES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that was handed over at one moment, by one person."""

    at: Moment
    by: str
    to: str
    payments: tuple[RemedyHandedOver, ...]

    @property
    def sums(self) -> tuple[Money, ...]:
        """By currency."""
        currencies = sorted({payment.money.currency for payment in self.payments})
        return tuple(
            Money(sum(p.money.amount_minor for p in self.payments if p.money.currency == currency), currency)
            for currency in currencies
        )


def batches(record: Record, programme: str, most: int | None = LISTED_MAX) -> list[Batch]:
    """The batches in which payments of this programme were handed over, the newest first, up to so many."""
    matters = set(DeskVictim.objects.filter(programme=programme).values_list("matter", flat=True))
    found: dict[tuple[Moment, str, str], list[RemedyHandedOver]] = {}
    for entry in _handed(record):
        what = entry.what
        if isinstance(what, RemedyHandedOver) and what.matter in matters:
            found.setdefault((entry.occurred, what.by, what.to), []).append(what)
    ordered = sorted(found, reverse=True)[:most]
    return [Batch(at, by, to, tuple(sorted(found[at, by, to], key=_order))) for at, by, to in ordered]


def csv_of(payments: Iterable[RemedyHandedOver]) -> bytes:
    """What finance pays from. The key is to be the reference of the new refund: witnesses are matched by it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in sorted(payments, key=_order):
        amount, currency = one.money.amount_minor, one.money.currency
        writer.writerow([one.key, one.attempt, one.matter, one.payment_ref or "", amount, currency])
    return out.getvalue().encode()


def file_name(programme: str, content: bytes) -> str:
    """The same content has the same name: who has the file already sees it."""
    return f"payments-{programme}-{hashlib.sha256(content).hexdigest()[:8]}.csv"


def _order(payment: RemedyHandedOver) -> tuple[str, str, int]:
    return payment.matter, payment.key, payment.attempt


def _handed(record: Record) -> Iterator[Entry]:
    after = 0
    while page := record.of_kind(RemedyHandedOver.kind, after=after, limit=_PAGE_ENTRIES):
        after = page[-1][0]
        yield from (entry for _, entry in page)
