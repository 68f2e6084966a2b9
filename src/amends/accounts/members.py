"""Who writes for which account, at a moment. It ties a contact to an account, and never two people to one another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from amends.facts import Entry, HandleKind, Moment, Problem, in_order_of_happening
from amends.facts.kinds import AccountMember

from .effective import holding, told_order

# Half the world has an address here: as the domain of an account they would make strangers its people.
PUBLIC_DOMAINS: Final = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com "
    "aol.com proton.me protonmail.com gmx.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.ru "
    "yandex.ru qq.com 163.com 126.com orange.fr wanadoo.fr laposte.net free.fr libero.it mail.com zoho.com "
    "fastmail.com tutanota.com btinternet.com comcast.net verizon.net att.net".split()
)
_DOMAIN: Final = "domain"


@dataclass(frozen=True, slots=True)
class Members:
    """The memberships of one moment. `problems` name what could not be used."""

    problems: tuple[Problem, ...] = ()
    _of: Mapping[str, str] = field(default_factory=dict)

    def account_of(self, handles: Iterable[str]) -> str:
        """The account for which somebody with these handle keys writes; empty where nobody says. His customer number
        is asked before his address, and his address before its domain.
        """
        keys = sorted(handles)
        for kind in (HandleKind.CUSTOMER, HandleKind.EMAIL):
            for key in keys:
                if key.startswith(f"{kind}:") and (account := self._of.get(key)):
                    return account
        return next((account for key in keys if (account := self.account_of_domain(domain_of(key)))), "")

    def account_of_domain(self, domain: str) -> str:
        """The account of everybody with an address of this domain; empty where nobody says."""
        return self._of.get(f"{_DOMAIN}:{domain}", "") if domain else ""


def domain_of(key: str) -> str:
    """`example.org` of `email:m@example.org`; empty for other keys."""
    return key.rpartition("@")[2] if key.startswith(f"{HandleKind.EMAIL}:") and "@" in key else ""


def members(entries: Iterable[Entry], at: Moment) -> Members:
    """Who writes for whom at a moment, from `account.member`; other entries are passed over.

    Of a person in several accounts the membership that began last counts, then the one told last. A domain that several
    accounts have, or that of a public mail provider, is nobody's.
    """
    told: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in in_order_of_happening(entry for entry in entries if isinstance(entry.what, AccountMember)):
        what = entry.what
        assert isinstance(what, AccountMember)
        told[_key(what)][what.account].append(entry)
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for key, accounts in sorted(told.items()):
        held = [here[-1] for tellings in accounts.values() if (here := holding(tellings, at))]
        if wrong := _no_domain(key, held):
            problems.append(wrong)
        elif held and key:
            found[key] = _account(max(held, key=_began_last))
    return Members(tuple(problems), found)


def _key(what: AccountMember) -> str:
    for handle in what.handles():
        return handle.key
    domain = what.domain.strip().lower().lstrip("@")
    return f"{_DOMAIN}:{domain}" if domain else ""


def _account(entry: Entry) -> str:
    return entry.what.account if isinstance(entry.what, AccountMember) else ""


def _began_last(entry: Entry) -> tuple[int, Moment, str]:
    since = entry.what.since if isinstance(entry.what, AccountMember) else None
    return (0 if since is None else since, *told_order(entry))


def _no_domain(key: str, held: Sequence[Entry]) -> Problem | None:
    if not held or not key.startswith(f"{_DOMAIN}:"):
        return None
    domain = key.partition(":")[2]
    if domain in PUBLIC_DOMAINS:
        what = "is a public mail provider, whose addresses belong to nobody's account"
        return Problem("members", what, "Name the customers or their addresses one by one", value=domain)
    if len(held) > 1:
        what = f"is told of {len(held)} accounts ({', '.join(sorted(map(_account, held))[:5])}); it counts for none"
        return Problem("members", what, "Leave it with one of them, or name the people", value=domain)
    return None
