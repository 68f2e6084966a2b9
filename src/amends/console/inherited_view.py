""" "I inherited this", as its page offers it: contacts by time and channel, the latest first, and nobody's name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from amends.facts import Contact, CustomerFile, Moment, Policy
from amends.learning.talked import Talked

EARLIER_MAX = 40  # a chain that is longer is told by its latest contacts


@dataclass(frozen=True, slots=True)
class Choice:
    """One contact to choose: `contact` is its entry id."""

    contact: str
    at: Moment
    channel: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen. `his` is False where no source says that a contact was with whoever looks: then all are
    offered, because a log may be late. `taken_over` is the entry id of the contact with which the latest of his began
    to be his; `earlier` are those of the same cases that came before.
    """

    contacts: tuple[Choice, ...]
    taken_over: str
    his: bool
    earlier: tuple[Choice, ...]


def offered(file: CustomerFile, user: str, policy: Policy) -> Offered:
    """The choices of this user in this file; none for a customer who never contacted us."""
    if not file.contacts:
        return Offered((), "", False, ())
    ordered = sorted(file.contacts, key=lambda contact: (contact.at, contact.entry.id), reverse=True)
    his = [contact for contact in ordered if user in map(policy.agent_behind, contact.agents)]
    mine = his or ordered
    talked = Talked(file)
    same = set(talked.whole([contact.entry.id for contact in mine]))
    before = (one for one in ordered if one.entry.id in same and one.at < mine[0].at)
    return Offered(_choices(mine), _taken_over(mine[0], his, talked), bool(his), _choices(before))


def _taken_over(latest: Contact, his: Collection[Contact], talked: Talked) -> str:
    """Back from the latest of them, as long as the one before it in its case was his as well."""
    known, at = {contact.entry.id for contact in his}, latest.entry.id
    while (before := talked.before(at)) is not None and before.entry.id in known:
        at = before.entry.id
    return at


def _choices(contacts: Iterable[Contact]) -> tuple[Choice, ...]:
    found = tuple(Choice(one.entry.id, one.at, one.channel) for one in contacts)
    return found[:EARLIER_MAX]
