"""Writing what customers say for their accounts, and what is told of accounts. The caller has begun a transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields

from amends.facts import Entry
from amends.facts.kinds import AccountMember, AccountTold, ServiceTold

from ..desk.many import insert_many
from .models import DeskAccountTold, DeskForecast, DeskMemberTold, DeskServed, DeskServiceTold, DeskWatch, DeskWriter
from .rows import OfAccount, ServedRow

_SERVED = tuple(f.name for f in fields(ServedRow))
_ENTRY = ("source", "source_id", "occurred")
_ACCOUNT = (*_ENTRY, "account", "parent", "since", "until", "renewal", "name")
_SERVICE = (*_ENTRY, "service", "account", "amount_minor", "currency", "start", "end", "renewal", "name")
_MEMBER = ("row_key", *_ENTRY, "account", "since", "until", "customer_id", "email", "domain")
NOBODY = ""  # the row_key of a domain


def insert(customers: Iterable[tuple[str, OfAccount]]) -> None:
    """What these customers say. Of whom only an address might tie to an account, nothing is kept unless it does."""
    told = list(customers)
    known = known_domains({domain for _, one in told for domain in one.domains})
    kept = [(key, one) for key, one in told if one.is_tied or known.intersection(one.domains)]
    rows = ((key, *(getattr(row, name) for name in _SERVED)) for key, one in kept for row in one.served)
    insert_many(DeskServed, ("row_key", *_SERVED), rows)
    writers = ((key, domain) for key, one in kept for domain in one.domains if domain in known)
    insert_many(DeskWriter, ("row_key", "domain"), writers)
    insert_many(DeskMemberTold, _MEMBER, (_member(key, entry) for key, one in kept for entry in one.members))


def forget(row_keys: Collection[str]) -> None:
    """Take away what these customers say."""
    for model in (DeskServed, DeskWriter, DeskMemberTold):
        model._default_manager.filter(row_key__in=[key for key in row_keys if key]).delete()


def put(entries: Iterable[Entry]) -> None:
    """What was told of accounts, of services and of mail domains. Memberships of people come with them."""
    accounts, services, domains = [], [], []
    for entry in entries:
        if isinstance(entry.what, AccountTold):
            accounts.append(_account(entry, entry.what))
        elif isinstance(entry.what, ServiceTold):
            services.append(_service(entry, entry.what))
        elif is_of_domain(entry):
            domains.append(_member(NOBODY, entry))
    insert_many(DeskAccountTold, _ACCOUNT, accounts)
    insert_many(DeskServiceTold, _SERVICE, services)
    insert_many(DeskMemberTold, _MEMBER, domains)


def take_back(accounts: Collection[str]) -> None:
    """Take away what was told under these accounts, before it is read again: some may be erased."""
    named = list(accounts)
    DeskAccountTold.objects.filter(account__in=named).delete()
    DeskServiceTold.objects.filter(account__in=named).delete()
    DeskMemberTold.objects.filter(account__in=named, row_key=NOBODY).delete()


def clear() -> None:
    """Take everything away, before all is made again. Forecasts are of a fit, and stay."""
    for model in (DeskServed, DeskWriter, DeskMemberTold, DeskAccountTold, DeskServiceTold, DeskWatch):
        model._default_manager.all().delete()


def clear_forecasts() -> None:
    """Take the last fit's forecasts away."""
    DeskForecast.objects.all().delete()


def is_of_domain(entry: Entry) -> bool:
    """Whether it tells the account of everybody with an address of a domain."""
    return isinstance(entry.what, AccountMember) and not entry.what.handles()


def domain_told(entry: Entry) -> str:
    """The domain it tells of, as addresses have it; empty for other entries."""
    what = entry.what
    return what.domain.strip().lower().lstrip("@") if isinstance(what, AccountMember) and not what.handles() else ""


def known_domains(domains: Collection[str]) -> set[str]:
    """Those of them that were ever told of an account."""
    found: set[str] = set()
    asked = sorted(domains)
    for begin in range(0, len(asked), _AT_ONCE):
        some = asked[begin : begin + _AT_ONCE]
        found.update(DeskMemberTold.objects.filter(domain__in=some, row_key=NOBODY).values_list("domain", flat=True))
    return found


_AT_ONCE = 400  # SQLite takes a limited number of values in one statement


def _told(entry: Entry) -> tuple[str, str, int]:
    return entry.source.name, entry.source_id, entry.occurred


def _account(entry: Entry, what: AccountTold) -> Sequence[object]:
    return (*_told(entry), what.account, what.parent, what.since, what.until, what.renewal, what.name)


def _service(entry: Entry, what: ServiceTold) -> Sequence[object]:
    money = what.per_month
    amount, currency = (None, "") if money is None else (money.amount_minor, money.currency)
    account = what.account
    return (*_told(entry), what.service, account, amount, currency, what.start, what.end, what.renewal, what.name)


def _member(row_key: str, entry: Entry) -> Sequence[object]:
    what = entry.what
    assert isinstance(what, AccountMember)
    domain = domain_told(entry)
    return (row_key, *_told(entry), what.account, what.since, what.until, what.customer_id, what.email, domain)
