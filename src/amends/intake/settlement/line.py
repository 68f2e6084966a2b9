"""One line of a gateway's report: its cells under the gateway's own names, and what can be wrong with them."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

from amends.facts import Moment, Money, NotMoney, Source, hear_minor, hear_money
from amends.intake.stripe import Keys
from amends.intake.table.cells import NOTHING, BadCell

ID_LENGTH_MAX = 255
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Party:
    """Who tells, and what its files leave open: the zone of bare times, the order of day and month (`dmy`, `mdy`), when
    a list of present states was made, and under which keys our own numbers stand in metadata.
    """

    source: Source
    zone: ZoneInfo | None = None
    dates: str | None = None
    as_of: Moment | None = None
    keys: Keys = field(default_factory=Keys)


@dataclass(frozen=True, slots=True)
class Line:
    """Cells by column. Names are compared without case and with single spaces, because exports differ in both."""

    cells: dict[str, str]

    def text(self, *columns: str) -> str:
        """The first of these cells that says something, or empty."""
        for column in columns:
            text = self.cells.get(key_of(column), "").strip()
            if text.lower() not in NOTHING:
                if len(text) > ID_LENGTH_MAX:
                    raise BadCell(column, text, f"is longer than {ID_LENGTH_MAX} characters", "Check the columns")
                return text
        return ""

    def need(self, *columns: str) -> str:
        """The same, where one of them must say something. Raises BadCell."""
        if found := self.text(*columns):
            return found
        raise BadCell(columns[0], None, "is empty", "Without it nobody knows what the line is about; export it again")

    def money(self, amount: str, currency: str) -> Money:
        """A decimal amount with its sign. Raises BadCell."""
        return self._money(amount, currency, minor=False)

    def minor(self, amount: str, currency: str) -> Money:
        """An amount in whole minor units. A decimal point is refused, because somebody has changed the file."""
        return self._money(amount, currency, minor=True)

    def _money(self, amount: str, currency: str, *, minor: bool) -> Money:
        text, code = self.need(amount), self.need(currency).upper()
        try:
            return hear_minor(text, code) if minor else hear_money(text, code)
        except NotMoney as error:
            step = "Take in the file as the gateway made it; a spreadsheet may have changed it"
            raise BadCell(amount, f"{text} {code}", str(error), step) from None


@lru_cache(maxsize=4_096)  # asked for every cell
def key_of(column: str) -> str:
    """How a column's name is compared."""
    return _SPACES.sub(" ", column).strip().lower()


def positive(money: Money) -> Money:
    """The amount that moved, whatever the direction."""
    return Money(abs(money.amount_minor), money.currency)
