"""Standings as stories: people who were hit by one fault, each told in a line."""

from typing import Any

from amends.facts import (
    Harm,
    HarmLine,
    Moment,
    Money,
    Payment,
    Programme,
    Reason,
    Scope,
    Stage,
    Standing,
    Verdict,
    hear_moment,
)
from amends.facts.moments import DAY_US

MAY_4 = hear_moment("2026-05-04T09:00:00Z")  # a Monday
ACME = Scope(("gateway=acme",), hear_moment("2026-04-10T00:00:00Z"), hear_moment("2026-05-01T00:00:00Z"), ())
PROGRAMME = Programme(
    id="acme-april",
    title="Refunds through acme in April",
    opened=MAY_4,
    opened_by="lena",
    as_of=MAY_4,
    scopes=(ACME,),
    rows=3,
    rows_hash="0" * 64,
    rules="0.1.0",
    evidence="",
)


def harm(*lines: tuple[str, int], currency: str = "EUR") -> Harm:
    told = tuple(HarmLine(words, amount) for words, amount in lines)
    return Harm(told, Money(max(sum(line.amount_minor for line in told), 0), currency))


def standing(
    name: str, amount_minor: int = 4_900, *, currency: str = "EUR", days_ago: int = 20, **told: Any
) -> Standing:
    """Somebody whose refund never left, of 49.00, and for whom nothing has been done yet."""
    usual: dict[str, Any] = {
        "programme": PROGRAMME.id,
        "matter": f"refund:R-{name}",
        "customer": f"customer:{name}",
        "stage": Stage.OWED,
        "payment": Payment.NOT_ASKED,
        "verdict": Verdict.CUSTOMER_RIGHT,
        "reason": Reason.NEVER_SENT,
        "money": Money(amount_minor, currency),
        "harm": harm(("The refund that never left", amount_minor), currency=currency),
        "key": f"am-{name}",
        "sentence": "It is owed.",
        "since": Moment(MAY_4 - days_ago * DAY_US),
    }
    return Standing(**(usual | told))
