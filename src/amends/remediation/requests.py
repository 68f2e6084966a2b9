"""Who asked that an obligation is paid, and who approved it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from amends.facts import Moment, Money, Policy
from amends.facts.kinds import RemedyApproved, RemedyRequested

from .keys import key_of
from .obligation import Obligation

_UNSEEN: Final = frozenset({"Cc", "Cf"})  # control and format characters: two names that differ in them look the same


@dataclass(frozen=True, slots=True)
class Asked:
    """The last request, and who has approved it since: each person once, and only the amount that was asked for.
    `beside` is when finance was last asked outside any programme.
    """

    money: Money
    at: Moment
    by: str
    programme: str
    approved_by: tuple[str, ...]
    beside: Moment | None


def asked(obligation: Obligation) -> Asked | None:
    """None where nobody has asked."""
    requests = [(e.occurred, e.what) for e in obligation.acts if isinstance(e.what, RemedyRequested)]
    if not requests:
        return None
    at, last = requests[-1]
    beside = max((when for when, what in requests if not what.programme), default=None)
    return Asked(last.money, at, last.by, last.programme, _approved(obligation, last.money, at), beside)


def _approved(obligation: Obligation, money: Money, since: Moment) -> tuple[str, ...]:
    people: dict[str, str] = {}
    for entry in obligation.acts:
        what = entry.what
        if not isinstance(what, RemedyApproved) or what.key != key_of(obligation.matter) or not what.by.strip():
            continue
        if what.money == money and entry.occurred >= since:
            people.setdefault(same_person(what.by), what.by)
    return tuple(people.values())


def same_person(name: str) -> str:
    """What two spellings of one user name have in common: capitals, spaces, wide letters and what nobody sees do not
    make another person of anybody.
    """
    seen = "".join(
        c for c in unicodedata.normalize("NFKC", name) if c.isspace() or unicodedata.category(c) not in _UNSEEN
    )
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", seen.casefold())).strip()


def approvals_needed(money: Money, policy: Policy) -> int:
    """Two different people above the limit."""
    return 2 if money.amount_minor > policy.two_approve_above_minor else 1
