"""A simulated shop with a planted fault, and what is true of every refund: known here, and to nobody whom it asks.

From a day on, refunds of one gateway, method and version of our software mostly go wrong, in three silent ways.
Elsewhere a few go wrong at any time, at one gateway always more than at the others. One export has a hole.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from amends.facts import US, Entry, Moment, Money, MoneyState, Source, hear_moment
from amends.facts.kinds import AnswerGiven, ChargeTold, CompletenessDeclared, ContactReceived, RefundTold
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US

START = hear_moment("2026-03-02T00:00:00Z")
DAYS = 60  # refunds are made on these
FAULT_DAY = 40
SWEPT_AT = Moment(START + 82 * DAY_US)  # the windows of all of them have passed
HOLE = (Moment(START + 50 * DAY_US), Moment(START + 50 * DAY_US + 12 * HOUR_US))  # acme's export lacks this half day
SHOP = Source("shop", US)
PLANTED = ("gateway=acme", "method=card", "version=4.2")
GATEWAYS = (("acme", 40), ("birch", 35), ("cedar", 25))
_METHODS = (("card", 60), ("sepa_debit", 25), ("wallet", 15))
_USUAL = {"acme": 0.012, "birch": 0.012, "cedar": 0.035}  # cedar always was worse: a difference, and no fault
_SETTLES_US = 2 * DAY_US


class Fate(StrEnum):
    """What really became of a refund."""

    GOOD = "good"
    NEVER_SENT = "never_sent"
    FAILED_LATER = "failed_later"
    WRONG_AMOUNT = "wrong_amount"


@dataclass(frozen=True, slots=True)
class Made:
    """One refund that we believe to have made, and the truth about it. `again` is when an agent had it sent once more,
    which arrived. `fails_at` is the moment of a later failure.
    """

    number: int
    customer: str
    gateway: str
    method: str
    version: str
    at: Moment
    money: Money
    fate: Fate
    planted: bool
    again: Moment | None = None
    fails_at: Moment | None = None
    declines: bool = False

    @property
    def id(self) -> str:
        """Our number of it."""
        return f"R-{self.number}"

    @property
    def matter(self) -> str:
        """As the second opinion calls it."""
        return f"refund:{self.id}"

    @property
    def payment(self) -> str:
        """The payment that is given back."""
        return f"pi_{self.number}"

    @property
    def hit(self) -> bool:
        """Whether it went wrong."""
        return self.fate is not Fate.GOOD

    @property
    def sent(self) -> Money:
        """What left: all of it, a part, or nothing. A tenth is missing from a wrong amount."""
        minor = self.money.amount_minor
        left = {Fate.NEVER_SENT: 0, Fate.WRONG_AMOUNT: minor - minor // 10}.get(self.fate, minor)
        return Money(left, self.money.currency)

    @property
    def witnessed(self) -> bool:
        """Whether some witness told that it went wrong, or was complete while it should have told of it."""
        if self.gateway != "acme":
            return True
        if self.fate is Fate.NEVER_SENT:
            return not HOLE[0] - DAY_US <= self.at < HOLE[1]  # a day is how late a refund may turn up at the gateway
        return not HOLE[0] <= (self.fails_at or _accepted(self)) < HOLE[1]

    @property
    def wrote(self) -> bool:
        """Whether the customer asked about it: one in three of those hit does."""
        return self.hit and self.number % 3 == 0

    @property
    def turned_away(self) -> bool:
        """Whether he was told that all is well: every other one is."""
        return self.wrote and self.number % 2 == 0

    @property
    def victim(self) -> bool:
        """Whether it went wrong and nobody has put it right."""
        return self.hit and self.again is None


def made(number: int, seed: int) -> list[Made]:
    """So many refunds over two months, in the order of their making; one customer in twenty has two."""
    chance = random.Random(seed)
    moments = sorted(Moment(START + chance.randrange(DAYS * DAY_US)) for _ in range(number))
    return [_one(place, at, chance) for place, at in enumerate(moments)]


def _one(number: int, at: Moment, chance: random.Random) -> Made:
    gateway, method = _drawn(GATEWAYS, chance), _drawn(_METHODS, chance)
    day = (at - START) // DAY_US
    version = "4.2" if day >= 25 and chance.random() < 0.7 else "4.1"  # it ran well for a fortnight
    planted = day >= FAULT_DAY and (gateway, method, version) == ("acme", "card", "4.2")
    fate = Fate.GOOD
    if chance.random() < (0.88 if planted else _USUAL[gateway]):
        fate = chance.choices((Fate.NEVER_SENT, Fate.FAILED_LATER, Fate.WRONG_AMOUNT), (35, 40, 25))[0]
    fails_at = (
        Moment(at + chance.randint(3, 8) * DAY_US + chance.randrange(DAY_US)) if fate is Fate.FAILED_LATER else None
    )
    again = None
    if fate is not Fate.GOOD and chance.random() < 0.04:
        again = Moment((fails_at or at) + chance.randint(2, 5) * DAY_US)
    return Made(
        number,
        f"C-{number - (number % 20 == 19)}",
        gateway,
        method,
        version,
        at,
        Money(chance.randrange(900, 90_000), chance.choice(("EUR", "EUR", "EUR", "USD"))),
        fate,
        planted,
        again,
        fails_at,
        declines=chance.random() < 0.02,
    )


def _drawn(weighted: tuple[tuple[str, int], ...], chance: random.Random) -> str:
    return chance.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


def gateway(name: str) -> Source:
    """Every gateway is a party of its own."""
    return Source(name, name)


def told(refunds: Sequence[Made]) -> Iterator[Entry]:
    """What our shop, the gateways and some customers have told by the day of the sweep."""
    yield from _ranges()
    for refund in refunds:
        yield from _ours(refund)
        yield from (entry for entry in _theirs(refund) if not _in_hole(refund, entry))


def told_late(refunds: Sequence[Made]) -> Iterator[Entry]:
    """The half day that was missing from one export."""
    yield Entry(gateway("acme"), "refunds:hole", SWEPT_AT, CompletenessDeclared("refunds", HOLE[0], HOLE[1]))
    for refund in refunds:
        yield from (entry for entry in _theirs(refund) if _in_hole(refund, entry))


def _in_hole(refund: Made, entry: Entry) -> bool:
    return refund.gateway == "acme" and HOLE[0] <= entry.occurred < HOLE[1]


def _ranges() -> Iterator[Entry]:
    for name, _ in GATEWAYS:
        parts = ((START, HOLE[0]), (HOLE[1], SWEPT_AT)) if name == "acme" else ((START, SWEPT_AT),)
        for since, until in parts:
            what = CompletenessDeclared("refunds", since, Moment(until - 1))
            yield Entry(gateway(name), f"refunds:{since}", Moment(until - 1), what)


def _ours(refund: Made) -> Iterator[Entry]:
    """The shop wrote that it was made, and knows the gateway's number unless it never asked there."""
    row = replace(_row(refund, refund.id, refund.money), customer_id=refund.customer)
    known = None if refund.fate is Fate.NEVER_SENT else f"re_{refund.number}"
    traits = (f"gateway={refund.gateway}", f"version={refund.version}")
    yield Entry(SHOP, f"{refund.id}:accepted", refund.at, replace(row, gateway_ref=known, traits=traits))
    if (
        refund.again is not None and refund.number % 2
    ):  # every other agent made it in the shop, the others at the gateway
        again, known = f"{refund.id}b", f"re_{refund.number}b"
        row = replace(row, refund_id=again, money=_missing(refund), gateway_ref=known)
        yield Entry(SHOP, f"{again}:accepted", refund.again, row)
    if refund.wrote:
        words = "I was told that my refund is done. It is not on my account."
        contact = ContactReceived("mail", text=words, customer_id=refund.customer)
        wrote = Moment(refund.at + 15 * DAY_US)
        yield Entry(Source("mail", "customer"), f"m-{refund.number}", wrote, contact)
        if refund.turned_away:
            words = f"We have checked it: your refund of {refund.money} was made. It is on your account."
            no = AnswerGiven("mail", text=words, customer_id=refund.customer)
            yield Entry(Source("mail", US), f"a-{refund.number}", Moment(wrote + 3 * HOUR_US), no)


def _theirs(refund: Made) -> Iterator[Entry]:
    source, name = gateway(refund.gateway), f"re_{refund.number}"
    paid = ChargeTold(refund.payment, refund.money, MoneyState.ACCEPTED, method=refund.method)
    yield Entry(source, f"{refund.payment}:accepted", Moment(refund.at - 9 * DAY_US), paid)
    if refund.sent.amount_minor:
        row = replace(_row(refund, name, refund.sent), our_ref=refund.id)
        yield from course(source, row, _accepted(refund), refund.fails_at)
    if refund.again is not None:
        yield from course(source, _row(refund, f"{name}b", _missing(refund)), refund.again, None)


def course(source: Source, row: RefundTold, at: Moment, fails_at: Moment | None) -> Iterator[Entry]:
    """A gateway's rows of one refund: accepted, and after two days settled, unless it fails before."""
    name = row.refund_id
    yield Entry(source, f"{name}:accepted", at, row)
    settled = Moment(at + _SETTLES_US)
    if fails_at is None or fails_at > settled:
        what = replace(row, state=MoneyState.SETTLED, settled_at=settled)
        yield Entry(source, f"{name}:settled", settled, what)
    if fails_at is not None:
        what = replace(row, state=MoneyState.FAILED, failure_reason="declined")
        yield Entry(source, f"{name}:failed", fails_at, what)


def _row(refund: Made, name: str, money: Money) -> RefundTold:
    return RefundTold(name, money, MoneyState.ACCEPTED, payment_ref=refund.payment, method=refund.method)


def _missing(refund: Made) -> Money:
    """What has not reached the customer of a refund that went wrong."""
    part = refund.sent.amount_minor if refund.fate is Fate.WRONG_AMOUNT else 0
    return Money(refund.money.amount_minor - part, refund.money.currency)


def _accepted(refund: Made) -> Moment:
    return Moment(refund.at + 2 * MINUTE_US)
