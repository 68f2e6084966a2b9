"""Plain words for people: short sentences that can be said aloud. No colleague is blamed in any of them."""

from collections.abc import Iterable

from amends.facts import BANK, GATEWAY, US, Entry, Moment, Policy
from amends.facts.moments import spoken_day, spoken_time
from amends.facts.states import MoneyState

DEAD_DESTINATIONS = frozenset(
    {
        "lost_or_stolen_card",
        "expired_or_canceled_card",
        "expired_card",
        "account_closed",
        "bank_account_closed",
        "invalid_account",
        "invalid_account_number",
        "no_account",
        "card_closed",
    }
)
STATE_WORDS = {
    MoneyState.ASKED: "asked for",
    MoneyState.HELD: "held back",
    MoneyState.ACCEPTED: "accepted and passed on",
    MoneyState.SETTLED: "settled",
    MoneyState.FAILED: "failed",
    MoneyState.CAME_BACK: "came back",
    MoneyState.CANCELED: "canceled",
}


def day(moment: Moment, policy: Policy) -> str:
    """`9 May 2026`, where the policy counts its days."""
    return spoken_day(moment, policy.zoneinfo)


def minute(moment: Moment, policy: Policy) -> str:
    """`9 May 2026 02:11`."""
    return spoken_time(moment, policy.zoneinfo)


def teller(entry: Entry) -> str:
    """Who told it, in words: the gateway, the bank, our record, or the source's own name."""
    root, name = entry.source.root, entry.source.name
    known = {GATEWAY: "the gateway", BANK: "the bank", US: "our record"}
    return known.get(root, name or root)


def words(code: str) -> str:
    """`expired_or_canceled_card` as a person says it."""
    return code.replace("_", " ").strip()


def because(code: str) -> str:
    """`: expired or canceled card`, or nothing where no reason was given."""
    return f": {words(code)}" if code else ""


def given(code: str) -> str:
    """` (expired or canceled card)`, or nothing where no reason was given."""
    return f" ({words(code)})" if code else ""


def times(count: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def nth(number: int) -> str:
    """`third`, `12th`."""
    return _NTH[number - 1] if number <= len(_NTH) else f"{number}th"


_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def listed(items: Iterable[str]) -> str:
    """`a, b and c`."""
    parts = list(items)
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
