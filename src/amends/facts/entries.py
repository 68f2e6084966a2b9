"""An entry: one thing one source told us."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .handles import Handle, HandleKind, Tie
from .kinds import (
    AccountMember,
    AccountTold,
    CompletenessDeclared,
    PayoutTold,
    ProgrammeClosed,
    ProgrammeOpened,
    ScopeChanged,
    ScopeTested,
    ServiceTold,
    What,
)
from .moments import Moment
from .roots import Source

_PERSON = (HandleKind.CUSTOMER, HandleKind.EMAIL, HandleKind.PHONE)
_THING = (
    HandleKind.ORDER,
    HandleKind.PAYMENT,
    HandleKind.REFUND,
    HandleKind.INVOICE,
    HandleKind.TICKET,
    HandleKind.CALL,
    HandleKind.SERVICE,
)
_ORGANISATIONS = (CompletenessDeclared, PayoutTold, ProgrammeOpened, ScopeChanged, ScopeTested, ProgrammeClosed)
_OF_ACCOUNTS = (AccountTold, ServiceTold, AccountMember)
ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing one source told us. Never changed; corrected only by a later entry.

    `source_id` is the source's own id: (source name, source_id) may be delivered often and counts once.
    `occurred` is when it happened by the source's clock; when we received it is the record's business, not a fact.
    """

    source: Source
    source_id: str
    occurred: Moment
    what: What

    id: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """`id` is `shop/R-2291:accepted`: the same whatever the order of arrival, and of no other entry. Worked out
        once, because every stage asks for it many times.
        """
        name = self.source.name
        if "/" in name or "%" in name:  # else a/b + c would be a + b/c
            name = name.replace("%", "%25").replace("/", "%2F")
        object.__setattr__(self, "id", f"{name}/{self.source_id}")

    @property
    def subject_key(self) -> str:
        """The handle key under whose pseudonym the words are encrypted: the person where one is named, else the
        thing. A function of the entry alone, so that order of arrival cannot change it.
        """
        return self.subject_key_among(self.what.handles())

    def subject_key_among(self, handles: tuple[Handle, ...]) -> str:
        """The same, for who has made the handles of this entry already: they cost more than all the rest."""
        if isinstance(self.what, _ORGANISATIONS):
            return ORGANISATION
        return _first(handles, _PERSON, Tie.OWN) or _first(handles, _THING, Tie.THING) or self._of_its_own()

    def _of_its_own(self) -> str:
        """An account has one key: it may be one person, who can then be erased."""
        account = self.what.account if isinstance(self.what, _OF_ACCOUNTS) else ""
        return f"account:{account}" if account else f"entry:{self.id}"


def _first(handles: tuple[Handle, ...], kinds: tuple[HandleKind, ...], tie: Tie) -> str | None:
    for kind in kinds:
        for handle in handles:
            if handle.kind is kind and handle.tie is tie:
                return handle.key
    return None


class _InOrder(tuple[Entry, ...]):
    """Entries that are in order of happening already: every stage asks for that order, and one of them makes it."""

    __slots__ = ()


def in_order_of_happening(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The *set* of entries, each once, by when it happened, then by id. This is why order of arrival never matters."""
    if isinstance(entries, _InOrder):
        return entries
    once: dict[str, Entry] = {}
    for entry in entries:
        known = once.setdefault(entry.id, entry)
        if known is entry:  # nearly always, and comparing every field costs more than all the rest
            continue
        if known != entry and repr(entry) < repr(known):  # the record keeps such a pair apart; a bare set may hold both
            once[entry.id] = entry
    return _InOrder(sorted(once.values(), key=lambda entry: (entry.occurred, entry.id)))
