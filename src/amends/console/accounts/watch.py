"""The rows of the watch list, made from the tables of accounts: of some whole accounts, or of all."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from amends.facts import Moment

from ..desk.many import insert_many
from .models import DeskWatch
from .told import AT_ONCE, Told, all_told, told_about
from .whole import Whole, all_wholes, whole_of

DUE_AT_ONCE: Final = 500
_COLUMNS: Final = (
    "account",
    "currency",
    "name",
    "per_month_minor",
    "services",
    "contacts",
    "points",
    "points_before",
    "drives",
    "helps",
    "changed",
    "look_again",
)


def renew(accounts: Collection[str], now: Moment) -> int:
    """The rows of the whole accounts in which these stand, or stood. Gives how many there are. The caller has begun a
    transaction.
    """
    seen: set[str] = set()
    wholes: dict[str, Whole] = {}
    for account in sorted(accounts):
        if account not in seen:
            told = told_about(account, now)
            seen |= told.accounts
            wholes |= {one.top: one for one in _wholes(told, account, now)}
    gone = sorted(seen | wholes.keys())
    for begin in range(0, len(gone), AT_ONCE):
        DeskWatch.objects.filter(account__in=gone[begin : begin + AT_ONCE]).delete()
    insert_many(DeskWatch, _COLUMNS, (row for one in wholes.values() for row in watch_rows(one)))
    return len(wholes)


def _wholes(told: Told, account: str, now: Moment) -> Iterator[Whole]:
    """Those of everything that was read: what is read for an account is all of its own whole, and a part of others."""
    tree = told.tree(now)
    tops = {tree.top(one) for one in told.accounts & tree.accounts.keys()}
    own = tree.top(account) if account in tree.accounts else ""
    for top in sorted(tops):
        if (found := whole_of(told if top == own else told_about(top, now), top, now)) is not None:
            yield found


def rebuild(now: Moment) -> None:
    """All of them."""
    DeskWatch.objects.all().delete()
    insert_many(DeskWatch, _COLUMNS, (row for one in all_wholes(all_told(now), now) for row in watch_rows(one)))


def look_again(now: Moment) -> int:
    """Those which time alone may have changed. What is left comes with the next round."""
    due = DeskWatch.objects.filter(look_again__lte=now).order_by("look_again", "account")
    accounts = dict.fromkeys(due.values_list("account", flat=True)[:DUE_AT_ONCE])
    return renew(tuple(accounts), now) if accounts else 0


def watch_rows(one: Whole) -> Iterator[Sequence[Any]]:
    """One row for each currency that it pays in; one without, where nobody says what it pays."""
    card, risk = one.card, one.risk
    told = {money.currency: money.amount_minor for money in card.whole.per_month} or {"": 0}
    for currency, per_month in sorted(told.items()):
        yield (
            one.top,
            currency,
            card.account.words,
            per_month,
            card.whole.services,
            card.whole.contacts_90,
            risk.points,
            risk.before,
            "\n".join(risk.drives),
            "\n".join(risk.helps),
            "\n".join(risk.changed),
            one.look_again,
        )


def lines_of(text: str) -> tuple[str, ...]:
    """Lines as they are kept."""
    return tuple(text.split("\n")) if text else ()
