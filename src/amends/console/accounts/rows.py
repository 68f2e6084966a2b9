"""What the desk keeps of one customer for his account. Pure, and without Django: workers of a rebuild use it."""

from dataclasses import dataclass

from amends.accounts.attach import Served, ServedKind, served
from amends.accounts.members import PUBLIC_DOMAINS, domain_of
from amends.facts import CustomerFile, Entry, Moment, Policy
from amends.facts.kinds import AccountMember
from amends.facts.moments import DAY_US


@dataclass(frozen=True, slots=True)
class ServedRow:
    """The fields of DeskServed."""

    kind: str
    ref: str
    at: int
    service: str
    account: str
    ticket: str
    repeat: bool
    open: bool
    look_again: int | None


@dataclass(frozen=True, slots=True)
class OfAccount:
    """All of one customer. `is_tied`: something of it names a service or an account, or he was told to write for one;
    else it is kept only where one of his `domains` is an account's.
    """

    served: tuple[ServedRow, ...] = ()
    members: tuple[Entry, ...] = ()
    domains: tuple[str, ...] = ()
    is_tied: bool = False


def of_account(file: CustomerFile, policy: Policy) -> OfAccount:
    """What he says for an account; empty for whom nothing can tie to one."""
    members = tuple(entry for entry in file.told if isinstance(entry.what, AccountMember))
    told = {domain_of(key) for key in (file.identity.id, *file.identity.handles)} - PUBLIC_DOMAINS - {""}
    things = served(file, policy)
    is_tied = bool(members) or any(one.service or one.account for one in things)
    if not (is_tied or told):
        return OfAccount()
    ends = {case.id: Moment(case.last + policy.resolved_after_days * DAY_US) for case in file.conversation.cases}
    rows = tuple(_row(one, ends, file.as_of) for one in things)
    return OfAccount(rows, members, tuple(sorted(told)), is_tied)


def _row(one: Served, ends: dict[str, Moment], as_of: Moment) -> ServedRow:
    """A case may be over when he has been silent long enough; then it is looked at again."""
    end = ends.get(one.ref) if one.kind is ServedKind.CASE and one.open else None
    look = end if end is not None and end > as_of else None
    return ServedRow(one.kind, one.ref, one.at, one.service, one.account, one.ticket, one.repeat, one.open, look)
