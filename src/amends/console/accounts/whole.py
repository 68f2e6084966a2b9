"""A whole account as pane, page and watch list need it: its tree now and a week ago, its brief, its risk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from amends.accounts.attach import Attached
from amends.accounts.brief import AccountBrief, account_brief
from amends.accounts.effective import span
from amends.accounts.tree import AccountTree
from amends.facts import Moment
from amends.facts.kinds import AccountTold, ServiceTold

from .risk import WEEK_US, Risk, next_change, risk_of, values_at
from .told import Told


@dataclass(frozen=True, slots=True)
class Whole:
    """`top` is the account at the top of the tree. `look_again` is when time alone may change something."""

    top: str
    tree: AccountTree
    card: AccountBrief
    risk: Risk
    values: dict[str, float]
    values_before: dict[str, float]
    look_again: Moment | None


def whole_of(told: Told, account: str, now: Moment, service: str = "") -> Whole | None:
    """The whole account in which this one stands now; None where there is no such account. `service` is the one that
    the ticket in hand is about.
    """
    tree = told.tree(now)
    if account not in tree.accounts:
        return None
    trees = _Trees(told, tree)
    return trees.whole(tree.top(account), service)


def all_wholes(told: Told, now: Moment, tops: Iterable[str] | None = None) -> Iterator[Whole]:
    """Every whole account, or those with these tops, in order of their tops."""
    tree = told.tree(now)
    trees = _Trees(told, tree)
    wanted = [one.id for one in tree.accounts.values() if not one.parent] if tops is None else tops
    for top in sorted(wanted):
        yield trees.whole(top)


class _Trees:
    """The tree of now and that of a week ago, each with what happened, by account."""

    def __init__(self, told: Told, tree: AccountTree) -> None:
        self._now, self._before = tree, told.tree(Moment(tree.at - WEEK_US))
        self._happened = _by_account(told.attached(self._now))
        self._earlier = _by_account(told.attached(self._before))
        self._ends: dict[str, list[Moment | None]] = defaultdict(list)
        for entry in told.entries:
            what = entry.what
            if isinstance(what, AccountTold | ServiceTold):
                account = what.account or f"service/{getattr(what, 'service', '')}"
                self._ends[account] += [span(entry)[0], span(entry)[1], what.renewal]
                if isinstance(what, AccountTold) and what.parent:
                    self._ends[what.parent] += span(entry)
        for entry in told.people:
            self._ends[getattr(entry.what, "account", "")] += span(entry)

    def whole(self, top: str, service: str = "") -> Whole:
        """That of one top."""
        within = self._now.below(top)
        happened = [one for account in within for one in self._happened.get(account, ())]
        card = account_brief(self._now, happened, top, service=service)
        assert card is not None, "the top is in its own tree"
        values = values_at(self._now, happened, top, card)
        before = self._values_before(top)
        ends = (end for account in within for end in self._ends.get(account, ()))
        look = next_change(self._now, ends, happened)
        return Whole(top, self._now, card, risk_of(values, before, card, happened), values, before, look)

    def _values_before(self, top: str) -> dict[str, float]:
        """The same of the whole account in which it stood a week ago; nothing where there was none."""
        if top not in self._before.accounts:
            return {}
        root = self._before.top(top)
        happened = [one for account in self._before.below(root) for one in self._earlier.get(account, ())]
        return values_at(self._before, happened, root, account_brief(self._before, happened, root))


def _by_account(happened: Iterable[Attached]) -> dict[str, Sequence[Attached]]:
    found: dict[str, list[Attached]] = defaultdict(list)
    for one in happened:
        found[one.account].append(one)
    return dict(found)
