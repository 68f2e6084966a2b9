"""Each account by itself, and with everything below it. Pure; columns.py does the same at scale."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .attach import Attached
from .figures import Figures, of_service, of_services, total
from .tree import Account, AccountTree


@dataclass(frozen=True, slots=True)
class RolledUp:
    """`own` are the figures of the account itself, `whole` those with all accounts below it."""

    account: Account
    own: Figures
    whole: Figures


def roll_up(tree: AccountTree, happened: Iterable[Attached], within: str = "") -> dict[str, RolledUp]:
    """Every account, or `within` and those below it, sorted by id. Each attached thing counts once, in full, for its
    account and for each above it.
    """
    wanted = tree.below(within) if within else tuple(tree.accounts)
    by_account: dict[str, list[Attached]] = defaultdict(list)
    for one in happened:
        by_account[one.account].append(one)
    own = {account: _own(tree, account, by_account.get(account, ())) for account in wanted}
    tops = [within] if within else [one.id for one in tree.accounts.values() if not one.parent]
    whole: dict[str, Figures] = {}
    for account in reversed([below for top in tops for below in tree.below(top)]):
        whole[account] = total((own[account], *(whole[child] for child in tree.children(account))))
    return {account: RolledUp(tree.accounts[account], own[account], whole[account]) for account in sorted(own)}


def _own(tree: AccountTree, account: str, happened: Iterable[Attached]) -> Figures:
    paid = of_services((tree.services[service] for service in tree.services_of(account)), tree.at)
    renewal = tree.accounts[account].renewal
    if renewal is not None and renewal >= tree.at:
        paid += Figures(renewal=renewal)
    return replace(paid + of_service(happened, tree.at), accounts=1)
