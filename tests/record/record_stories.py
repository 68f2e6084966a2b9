"""What happens in a small shop, as entries: refunds, contacts, completeness. Shared by the tests of the record."""

from dataclasses import dataclass
from pathlib import Path

from amends.facts import US, Entry, Moment, Money, MoneyState, Source
from amends.facts.kinds import CompletenessDeclared, ContactReceived, RefundTold
from amends.record import Record, open_record

SHOP = Source("shop", US)
GATEWAY = Source("gateway", "gateway")
MAIL = Source("mail", "customer")


@dataclass(frozen=True)
class Place:
    """Where a record is kept; `open()` may be called again and again."""

    home: Path
    url: str | None = None

    def open(self) -> Record:
        """The record there."""
        return open_record(self.home, self.url)


def refund(number: int | str, *, amount_minor: int = 12_900, customer: str = "C1", source: Source = SHOP) -> Entry:
    """`source` says that refund `number` was accepted."""
    told = RefundTold(
        refund_id=f"R-{number}",
        money=Money(amount_minor, "EUR"),
        state=MoneyState.ACCEPTED,
        order_id=f"10-{number}",
        customer_id=customer,
    )
    return Entry(source, f"R-{number}", Moment(1_000_000), told)


def mail(number: int | str, text: str = "Where is my refund?", *, sender: str = "m.lindqvist@example.org") -> Entry:
    """A customer wrote."""
    what = ContactReceived(channel="mail", sender=sender, text=text, message_id=f"<{number}@example.org>")
    return Entry(MAIL, f"<{number}@example.org>", Moment(2_000_000), what)


def completeness() -> Entry:
    """The gateway's export says everything of two seconds."""
    what = CompletenessDeclared(of="refunds", complete_from=Moment(0), complete_to=Moment(2_000_000))
    return Entry(GATEWAY, "complete:1", Moment(2_000_000), what)
