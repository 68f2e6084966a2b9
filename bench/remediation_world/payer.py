"""Who pays, and in trouble: it loses answers, dies before and after paying, answers late or twice, forgets its keys.

The book has every payment that really left: the truth. Its file, a day later, is all that anybody else sees of it.
"""

import heapq
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from amends.facts import Entry, Moment, Money, MoneyState
from amends.facts.kinds import CompletenessDeclared, RefundTold
from amends.facts.moments import DAY_US, HOUR_US

from .shop import GATEWAYS, course, gateway

ARRIVES_US = 2 * DAY_US


class NoAnswer(Exception):
    """Nothing came back: whoever asked does not know whether it was paid."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How often a payer does what, of 1; else it pays at once, says so, and the money arrives. `keys`: it pays one key
    once. Who pays late does so `late_within_us`, here within the `sent_within_hours` of the policy. `fails_again` and
    `comes_back` are what becomes of the new refund, `names_key` how often the gateway's row of it carries our
    reference, `no_file` how often a day's file does not come, so that the next one has both days.
    """

    keys: bool = True
    refuses: float = 0.0
    dies_before: float = 0.0
    dies_after: float = 0.0
    pays_late: float = 0.0
    answers_late: float = 0.0
    only_says_so: float = 0.0
    late_within_us: int = 20 * HOUR_US
    fails_again: float = 0.0
    comes_back: float = 0.0
    names_key: float = 1.0
    no_file: float = 0.0


CALM = Ways(names_key=0.8)
TROUBLE = Ways(
    refuses=0.05,
    dies_before=0.2,
    dies_after=0.2,
    pays_late=0.06,
    answers_late=0.12,
    only_says_so=0.03,
    fails_again=0.12,
    comes_back=0.03,
    names_key=0.8,
    no_file=0.3,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the payer is handed."""

    matter: str
    key: str
    attempt: int
    money: Money
    payment: str
    gateway: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the payer says to one attempt, at this moment."""

    at: Moment
    asked: Asked
    outcome: str  # accepted | refused
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that left at `at`, for this matter; where it fails, `fails_at`."""

    matter: str
    key: str
    reference: str
    at: Moment
    fails_at: Moment | None = None

    def alive(self, at: Moment) -> bool:
        """Whether it had arrived, or could still arrive, at that moment."""
        return self.fails_at is None or at < self.fails_at

    def arrived(self, at: Moment) -> bool:
        """Whether the customer had it."""
        return self.alive(at) and at >= self.at + ARRIVES_US


class Book:
    """Every payment that left, and the file that tells of them."""

    def __init__(self, since: Moment) -> None:
        self.paid: defaultdict[str, list[Paid]] = defaultdict(list)
        self._since = since
        self._rows: list[tuple[Moment, int, Entry]] = []
        self._number = itertools.count()

    def enter(self, asked: Asked, paid: Paid, our_ref: str | None) -> None:
        """It leaves, and the gateway will tell of it as time goes by."""
        self.paid[asked.matter].append(paid)
        row = RefundTold(paid.reference, asked.money, MoneyState.ACCEPTED, payment_ref=asked.payment, our_ref=our_ref)
        for entry in course(gateway(asked.gateway), row, paid.at, paid.fails_at):
            heapq.heappush(self._rows, (entry.occurred, next(self._number), entry))

    def file(self, now: Moment) -> Iterator[Entry]:
        """What happened since the last file at any gateway, and that it is all."""
        while self._rows and self._rows[0][0] < now:
            yield heapq.heappop(self._rows)[2]
        for name, _ in GATEWAYS:
            what = CompletenessDeclared("refunds", self._since, Moment(now - 1))
            yield Entry(gateway(name), f"refunds:{self._since}", Moment(now - 1), what)
        self._since = now

    def arrived(self, matter: str, now: Moment) -> bool:
        """Whether any money for this matter is with the customer."""
        return any(paid.arrived(now) for paid in self.paid[matter])

    def doubles(self) -> int:
        """Payments made while an earlier one for the same matter had arrived or could still arrive."""
        found = 0
        for payments in self.paid.values():
            in_order = sorted(payments, key=lambda paid: paid.at)
            for place, paid in enumerate(in_order):
                found += any(earlier.alive(paid.at) for earlier in in_order[:place])
        return found


class Payer:
    """Takes one hand-over at a time. What it does with it, the dice say."""

    def __init__(self, book: Book, ways: Ways, chance: random.Random) -> None:
        self.book, self.ways, self.chance = book, ways, chance
        self.asked = 0
        self.asked_again = 0  # beyond the first time for each matter
        self.lost = 0
        self._matters: set[str] = set()
        self._known: dict[str, Answer] = {}
        self._late: list[tuple[Moment, int, Answer]] = []
        self._number = itertools.count()

    def pay(self, asked: Asked, now: Moment) -> Answer:
        """What it answers. Raises NoAnswer where none comes, whether or not it pays."""
        self.asked += 1
        self.asked_again += asked.matter in self._matters
        self._matters.add(asked.matter)
        if self.ways.keys and asked.key in self._known:
            return replace(self._known[asked.key], at=now, asked=asked)
        ways = self.ways
        names = ("refuses", "dies_before", "dies_after", "pays_late", "answers_late", "only_says_so")
        chances = [float(getattr(ways, name)) for name in names]
        [does] = self.chance.choices((*names, "pays"), (*chances, 1 - sum(chances)))
        if does == "refuses":
            return Answer(now, asked, "refused")
        if does == "only_says_so":
            return self._remember(Answer(now, asked, "accepted", f"say-{self.asked}"))
        if does == "dies_before":
            raise self._lost()
        late = self.chance.randrange(ways.late_within_us) if does == "pays_late" else 0
        answer = self._remember(self._paid(asked, Moment(now + late)))
        if does == "answers_late":
            for _ in range(self.chance.choice((1, 1, 2))):
                at = Moment(now + self.chance.randint(1, 40) * HOUR_US)
                heapq.heappush(self._late, (at, next(self._number), answer))
        if does != "pays":
            raise self._lost()
        return answer

    def look_up(self, asked: Asked, now: Moment) -> Answer | None:
        """What its own books say, when somebody asks: never sent, or failed since; else it has nothing to add."""
        if any(paid.key == asked.key and paid.alive(now) for paid in self.book.paid[asked.matter]):
            return None
        return Answer(now, asked, "refused", "looked up")

    def answers(self, now: Moment) -> Iterator[Answer]:
        """Those that come late, some of them twice."""
        while self._late and self._late[0][0] <= now:
            yield heapq.heappop(self._late)[2]

    def _remember(self, answer: Answer) -> Answer:
        return self._known.setdefault(answer.asked.key, answer)

    def _paid(self, asked: Asked, at: Moment) -> Answer:
        number, chance, ways = self.asked, self.chance, self.ways
        again, back = ways.fails_again, ways.comes_back
        [fate] = chance.choices(("arrives", "fails", "back"), (1 - again - back, again, back))
        days = {"fails": chance.randint(0, 1), "back": chance.randint(3, 8)}
        fails_at = None if fate == "arrives" else Moment(at + days[fate] * DAY_US + chance.randint(5, 23) * HOUR_US)
        paid = Paid(asked.matter, asked.key, f"re_new_{number}", at, fails_at)
        self.book.enter(asked, paid, asked.key if chance.random() < ways.names_key else None)
        return Answer(at, asked, "accepted", paid.reference)

    def _lost(self) -> NoAnswer:
        self.lost += 1
        return NoAnswer()
