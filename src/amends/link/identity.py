"""Who is one customer: by customer number, address and phone on one entry; weakly by what words and threads name.

Strong: one of our tables, or a contact, names both. Weak: an unknown sender names an order, or answers a thread, that
belongs to exactly one customer; it is used, and shown as weak. A phone or address that several customer numbers share
is a switchboard and joins nobody. People's judgements (`link.judged`) win over both.
"""

from collections import defaultdict
from collections.abc import Iterable

from amends.facts import US, Entry, HandleKind, Link, Policy
from amends.facts.kinds import ContactReceived, LinkJudged

from .components import Components
from .told import Told

_MONEY = ("order.told", "charge.told", "refund.told", "invoice.told", "posting.told")


class Identities:
    """The groups of person keys, with the evidence of every join and what was weighed and not used."""

    def __init__(self, told: Told, policy: Policy, shared: frozenset[str] = frozenset()) -> None:
        self.told = told
        self.groups = Components()
        self.links: dict[str, list[Link]] = defaultdict(list)  # by either key
        self.possible: dict[str, list[Link]] = defaultdict(list)
        self.shared = shared | _switchboards(told, policy)
        judged = _judgements(told)
        self._join_strong(judged)
        self._known = self._known_to_us()
        self._join_weak(judged)
        self._known = self._known_to_us()

    def known_to_us(self, key: str) -> bool:
        """True where one of our own tables speaks of this person."""
        return self.groups.root(key) in self._known

    def _take(self, link: Link) -> None:
        self.groups.join(link.one, link.other)
        self.links[link.one].append(link)
        self.links[link.other].append(link)

    def _join_strong(self, judged: dict[tuple[str, str], Entry]) -> None:
        evidence: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.told.entries:
            people = self.told.people(entry)
            for key in people:
                self.groups.add(key)
            for other in people[1:]:
                if people[0] not in self.shared and other not in self.shared:
                    evidence[_pair(people[0], other)].append(entry)
        for pair, entries in sorted(evidence.items()):
            if pair not in judged:
                ids = tuple(sorted(e.id for e in entries))
                self._take(Link(*pair, f"{_words(entries[0])} names both", True, ids))
        for pair, entry in sorted(judged.items()):
            what = entry.what
            assert isinstance(what, LinkJudged)
            for key in pair:
                self.groups.add(key)
            if what.same:
                self._take(Link(*pair, f"confirmed by {what.by or 'a person'}", True, (entry.id,)))

    def _known_to_us(self) -> set[str | None]:
        return {
            self.groups.root(key)
            for entry in self.told.entries
            if entry.source.root == US and entry.what.kind in _MONEY
            for key in self.told.people(entry)
        }

    def _join_weak(self, judged: dict[tuple[str, str], Entry]) -> None:
        """An unknown sender joins the one customer whom his words or his thread point to; decided for all at once,
        on the strong groups, so that the order of the joins cannot matter.
        """
        pointed: dict[str, dict[str, Link]] = defaultdict(dict)  # group of the sender -> group pointed to -> why
        for entry in self.told.entries:
            if isinstance(entry.what, ContactReceived) and (people := self.told.people(entry)):
                mine = self.groups.root(people[0])
                assert mine is not None
                for link in self._pointers(entry, people[0]):
                    owner = self.groups.root(link.other)
                    if owner is not None and owner != mine and _pair(link.one, link.other) not in judged:
                        pointed[mine].setdefault(owner, link)
        chosen: list[Link] = []
        for mine, owners in pointed.items():
            known = {owner: link for owner, link in owners.items() if owner in self._known}
            usable = known or owners
            if mine not in self._known and len(usable) == 1:
                chosen += usable.values()
            else:
                for link in owners.values():
                    self.possible[link.one].append(link)
        for link in sorted(chosen, key=lambda link: (link.one, link.other)):
            self._take(link)

    def _pointers(self, contact: Entry, sender: str) -> Iterable[Link]:
        what = contact.what
        assert isinstance(what, ContactReceived)
        for key in self.told.named(contact):
            for entry in self.told.by_key.get(key, ()):
                owner = self.told.people(entry)[:1]
                if owner and not isinstance(entry.what, ContactReceived) and key in self.told.things(entry):
                    why = f"{key.replace(':', ' ')} is named in the words"
                    yield Link(sender, owner[0], why, False, (contact.id, entry.id))
            if key in self.groups:  # the words name a person's own number or address
                yield Link(sender, key, f"{key.replace(':', ' ')} is named in the words", False, (contact.id,))
        for key in self.told.messages(contact):
            for entry in self.told.by_key.get(key, ()):
                owner = self.told.people(entry)[:1]
                wrote = isinstance(entry.what, ContactReceived) and f"{HandleKind.MESSAGE}:{entry.what.message_id}"
                if owner and wrote == key and entry is not contact:
                    yield Link(sender, owner[0], "answers the same mail thread", False, (contact.id, entry.id))


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _judgements(told: Told) -> dict[tuple[str, str], Entry]:
    """The latest judgement of people on each pair."""
    latest: dict[tuple[str, str], Entry] = {}
    for entry in told.entries:  # in order of happening
        if isinstance(entry.what, LinkJudged):
            latest[_pair(entry.what.one, entry.what.other)] = entry
    return latest


def _switchboards(told: Told, policy: Policy) -> frozenset[str]:
    """Phones and addresses that too many customer numbers of one system share.

    One person has a number in each system, the shop and every helpdesk ("zendesk/4711"): those say nothing.
    """
    numbers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in told.entries:
        people = told.people(entry)
        customers = [key for key in people if key.startswith("customer:")]
        for key in people:
            if customers and not key.startswith("customer:"):
                for customer in customers:
                    numbers[key, customer.rpartition("/")[0]].add(customer)
    return frozenset(key for (key, _), customers in numbers.items() if len(customers) >= policy.shared_handle_customers)


def _words(entry: Entry) -> str:
    what = entry.what
    named = getattr(what, "order_id", None) or getattr(what, "invoice_id", None) or getattr(what, "refund_id", None)
    kind = what.kind.partition(".")[0]
    return f"{kind} {named}" if named else f"a {kind}"
