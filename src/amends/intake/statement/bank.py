"""A line of a bank's statement as an entry, whatever the format. Positive: money reached us.

A bank's line has no number that is the same in every format, so a line is named by a fingerprint of what it says and by
which of several equal lines it is: two payments of 10.00 on one day are two lines, and the same statement taken in
again, or the same booking in a notification (camt.054) and in the statement (camt.053), adds nothing.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import BANK, Entry, Moment, Money, NotAMoment, Source
from amends.facts.kinds import PostingTold
from amends.facts.moments import moment_of
from amends.intake.bank_line import as_payout
from amends.intake.fields import BadField

ID_LENGTH_MAX = 255
NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NONREF", "NOREF", "NICHT ANGEGEBEN", "UNKNOWN"})
TELLER: Final = Source("bank", BANK)
WORLD: Final = ZoneInfo("UTC")
_PAYOUT = re.compile(r"(?<![A-Za-z0-9])po_[A-Za-z0-9]{8,64}(?![A-Za-z0-9])")  # Stripe's number of a payout


@dataclass(frozen=True, slots=True)
class Bank:
    """Who tells, and the zone in which its days begin: a statement has dates, hardly ever times."""

    source: Source = TELLER
    zone: ZoneInfo = WORLD

    def day(self, text: str, field: str) -> Moment:
        """The beginning of a day as the bank counts days, or the instant where a time is told. Raises BadField."""
        try:
            if len(text.strip()) <= 10:
                return self.moment(date.fromisoformat(text.strip()))
            at = datetime.fromisoformat(text.strip())
            return moment_of(at if at.tzinfo else at.replace(tzinfo=self.zone))
        except (ValueError, NotAMoment):
            raise BadField(field, text, "is no date", "Ask the bank for the statement again") from None

    def moment(self, day: date) -> Moment:
        """The beginning of that day."""
        return moment_of(datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Booking:
    """One line, or one payment of a line that gathers several. `money` is negative where it left us."""

    account: str
    booked: Moment
    money: Money
    bank_ref: str = ""  # the bank's own number
    reference: str = ""  # what whoever paid wrote into it: the end-to-end reference
    text: str = ""
    reversal: bool = False  # it undoes an earlier line: a refund that was returned, a debit that was taken back

    @property
    def fingerprint(self) -> str:
        """The same for the same line in any export of it."""
        said = (self.account, self.booked, self.money.amount_minor, self.money.currency, self.reversal)
        return hashlib.sha256(repr((*said, self.bank_ref, self.reference, self.text)).encode()).hexdigest()[:24]


class Lines:
    """The lines of one statement: which of several equal ones each is."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._seen: Counter[str] = Counter()

    def entry(self, booking: Booking) -> Entry:
        """The entry of the line: a posting, or a payout where it names nothing but the payout of a gateway."""
        mark = booking.fingerprint
        self._seen[mark] += 1
        if self._seen[mark] > 1:
            mark = f"{mark}:{self._seen[mark]}"
        named = booking.reference.strip()
        payout = _PAYOUT.search(f"{named} {booking.text}")
        usable = named.upper() not in NO_REFERENCE and len(named) <= ID_LENGTH_MAX and not payout
        told = PostingTold(
            posting_id=mark,
            money=booking.money,
            about="reversal" if booking.reversal else "",
            payment_ref=named if usable else None,
            payout_ref=payout[0] if payout else None,
            text=booking.text,
        )
        return as_payout(Entry(self.bank.source, f"posting:{mark}", booking.booked, told))


def plain(*texts: str) -> str:
    """The texts as one line of words."""
    return " ".join(" ".join(texts).split())
