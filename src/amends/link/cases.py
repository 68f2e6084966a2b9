"""Cases: the contacts of one customer about one matter, across channels, with the reason of every join."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from amends.facts import Case, Contact, Entry, Join, Moment, Policy
from amends.facts.moments import DAY_US, MINUTE_US

from .abuse import ended_contacts
from .case_joins import joins
from .components import Components

_CHATS = ("chat", "social")


def cases(contacts: Sequence[Contact], told: Sequence[Entry], *, now: Moment, policy: Policy) -> tuple[Case, ...]:
    """The chains of one customer, by when they began. The order of `contacts` and `told` does not matter.

    Two contacts are one matter where, strongest first, a person said so; they are on one ticket or mail thread; both
    name the same order, refund, payment or invoice; or the later one came within `chain_window_days` of the last and
    neither side names something else. A person's word that two are not one matter takes out the weakest join between
    them, and nothing else. Every contact is in exactly one case. `agents` are users where the policy knows the name.

    A contact that was ended for abuse stays in its case and counts in no figure of it: it is no repeat, no hand-over,
    and neither the first contact nor the one with which he came back.
    """
    if not contacts:
        return ()
    ordered = sorted({c.entry.id: c for c in contacts}.values(), key=lambda c: (c.at, c.entry.id))
    kept = joins(ordered, told, policy)
    groups = Components()
    for contact in ordered:
        groups.add(contact.entry.id)
    for join in kept:
        groups.join(join.one, join.other)
    members: dict[str | None, list[Contact]] = defaultdict(list)
    for contact in ordered:
        members[groups.root(contact.entry.id)].append(contact)
    why: dict[str | None, list[Join]] = defaultdict(list)
    for join in kept:
        why[groups.root(join.one)].append(join)
    names, ended = _Users(policy), ended_contacts(ordered, told)
    return tuple(_case(chain, why[root], names, ended, now, policy) for root, chain in members.items())


def hand_backs(agents: Sequence[str]) -> int:
    """How often he was sent from one of us to another and back (A-B-A); the same one twice running counts once."""
    turns = [agent for i, agent in enumerate(agents) if i == 0 or agents[i - 1] != agent]
    return sum(before == after for before, after in zip(turns, turns[2:], strict=False))


class _Users:
    """The user behind each source's name for him, asked once for each name."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self._policy.agent_behind(name)
        return self._known[name]


def _case(
    chain: list[Contact], why: list[Join], users: _Users, ended: Collection[str], now: Moment, policy: Policy
) -> Case:
    agents = tuple(users.of(name) for contact in chain for name in contact.agents)
    counted = [sitting for sitting in sittings(chain, policy) if not any(c.entry.id in ended for c in sitting)]
    turns = [(sitting[0].at, sitting[-1].at) for sitting in counted]
    return Case(
        id=chain[0].entry.id,
        contacts=tuple(contact.entry.id for contact in chain),
        joins=tuple(why),
        opened=chain[0].at,
        last=chain[-1].at,
        repeats=max(len(turns) - 1, 0),
        channels=tuple(dict.fromkeys(contact.channel for contact in chain)),
        agents=agents,
        hand_backs=hand_backs(_took(counted, users)),
        resolved_first=_resolved(turns, now, policy),
        public=any(contact.public for contact in chain),
    )


def sittings(chain: Sequence[Contact], policy: Policy) -> list[list[Contact]]:
    """The times he turned to us, of contacts in order of happening: the messages of one sitting at a chat are one, not
    a repeat each; everything else is one by itself.
    """
    found: list[list[Contact]] = []
    chats: dict[str, list[Contact]] = {}  # thread -> the sitting at it
    for contact in chain:
        sitting = chats.get(contact.thread)
        if sitting is not None and contact.at - sitting[-1].at <= policy.chat_pause_minutes * MINUTE_US:
            sitting.append(contact)
            continue
        found.append([contact])
        if contact.channel in _CHATS and not contact.public:
            chats[contact.thread] = found[-1]
    return found


def _took(counted: Sequence[Sequence[Contact]], users: _Users) -> list[str]:
    """Who took one of these, in order of happening."""
    contacts = sorted((one for sitting in counted for one in sitting), key=lambda one: (one.at, one.entry.id))
    return [users.of(name) for contact in contacts for name in contact.agents]


def _resolved(turns: list[tuple[Moment, Moment]], now: Moment, policy: Policy) -> bool | None:
    """By the customer's next contact, never by a status that we set ourselves. `turns`: from..to."""
    if not turns:
        return None
    over = turns[0][1] + policy.resolved_after_days * DAY_US
    if len(turns) > 1 and turns[1][0] <= over:
        return False
    return True if now > over else None
