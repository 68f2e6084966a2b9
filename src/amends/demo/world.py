"""What the demo is made of: people, sales, letters, answers, calls, and what is true about them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from amends.facts import Moment, Money, Reason, Verdict
from amends.facts.moments import DAY_US, datetime_of, moment_of

Row = dict[str, str]
GATEWAYS = ("gateway-a", "gateway-b", "gateway-c")
YEAR_DAYS = 365
SETTLED_LONG_AGO_DAYS = 30  # older than this, every window has passed, whatever the holidays
SURELY_IN_WINDOW_DAYS = 7  # younger than this, no window of ten business days has passed
EXPORT_MISSING_DAYS = 60  # gateway C's export ends this long before the end of the year


@dataclass(frozen=True, slots=True)
class Person:
    """A customer. Addresses are in the domains and numbers that are reserved for examples."""

    customer_id: str
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Sale:
    """An order that was charged at a gateway."""

    person: Person
    order_id: str
    money: Money
    placed: Moment
    gateway: str
    payment_ref: str
    method: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Somebody contacts us. `channel` is mail, phone, chat or social; `answers` the message ids it replies to."""

    contact_id: str
    person: Person
    at: Moment
    channel: str
    subject: str
    text: str
    answers: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    about: str = ""  # what it is about, as `letters.WORDS` calls it; empty for the named stories and for noise

    @property
    def message_id(self) -> str:
        """The id that its mail has; an answer names it."""
        return dict(self.headers).get("Message-ID", f"<{self.contact_id}.{self.at}@example.org>")

    @property
    def matter(self) -> str:
        """What a claim made in this mail is about, as opinions name it."""
        return f"contact:mail/{self.message_id.strip('<>')}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One of us says something to a customer. By mail it goes out as a mail; else it is a row of the helpdesk's table,
    and on the phone a note. `call` is the phone system's number of the call that a note is about.
    """

    answer_id: str
    person: Person
    at: Moment
    medium: str
    text: str
    agent: str = ""
    subject: str = ""
    answers: tuple[str, ...] = ()
    call: str = ""

    @property
    def matter(self) -> str:
        """What is said in this row of the helpdesk's table, as opinions name it."""
        return f"contact:helpdesk/answer:{self.answer_id}"


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """A call as it was. `talked_seconds` 0: nobody was put together with anybody."""

    number: str  # the phone system's own: 1746544000.1
    person: Person
    at: Moment
    inbound: bool
    agent: str
    talked_seconds: int
    ended_by_us: bool = False

    @property
    def id(self) -> str:
        """As notes and surveys name it."""
        return f"asterisk/{self.number}"


@dataclass(frozen=True, slots=True)
class Expected:
    """What is true about one matter, known because it was planted. `matter` is empty where only the customer and the
    reason are known (two charges are a matter by whichever the rules name first, a promise by the words it is read in).
    """

    customer_id: str
    matter: str
    verdict: Verdict
    reason: Reason
    owed: Money | None
    fault: str


@dataclass(slots=True)
class World:
    """Everything of one generated year, in the making. `end` is the moment up to which everybody has told."""

    end: Moment
    rng: Random
    people: list[Person] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    calls: list[PhoneCall] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)  # entries as the API takes them
    expected: list[Expected] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    floor: dict[str, dict[str, float]] = field(default_factory=dict)  # by window and name: what each truly adds, in pp

    @property
    def start(self) -> Moment:
        """A year before the end, or the January of story 1 where that is earlier: that a fault began is seen only where
        enough went before it.
        """
        january = moment_of(datetime(story_year(self.end), 1, 1, tzinfo=UTC))
        return min(Moment(self.end - YEAR_DAYS * DAY_US), january)

    @property
    def export_ends(self) -> Moment:
        """Where gateway C stopped telling us."""
        return Moment(self.end - EXPORT_MISSING_DAYS * DAY_US)

    def complete_to(self, gateway: str) -> Moment:
        """Until when this gateway told everything."""
        return self.export_ends if gateway == "gateway-c" else self.end

    def add(self, table: str, row: Row) -> None:
        """One row of one file."""
        self.tables.setdefault(table, []).append(row)

    def number(self, series: str, first: int) -> int:
        """The next number of a series."""
        self.numbers[series] = self.numbers.get(series, first - 1) + 1
        return self.numbers[series]

    def reference(self, prefix: str) -> str:
        """A reference as gateways make them: `re_4k2M8sQz1x`. Unique, because it ends in a number of its series."""
        letters = "".join(self.rng.choices("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", k=6))
        return f"{prefix}_{letters}{self.number(prefix, 1000)}"


def story_year(end: Moment) -> int:
    """The year of story 1: the latest whose 19 June is past, so that all of its May and June have happened."""
    year = datetime_of(end).year
    return year if moment_of(datetime(year, 6, 19, tzinfo=UTC)) <= end else year - 1
