"""One customer's bundle: his own entries, and what others told about the same orders, payments and refunds."""

from collections.abc import Iterable, Iterator

from amends.facts import US, Bundle, Entry, Identity, Policy, Tie
from amends.facts.kinds import CallTold, ContactReceived, OrderTold, ProfileTold, SurveyAnswered

from .components import Components, strongest
from .identity import Identities
from .told import Told

_HIS = (ContactReceived, CallTold, SurveyAnswered, ProfileTold)  # his own doing, or about nobody but him


def bundle(
    entries: Iterable[Entry], who: str, policy: Policy, *, shared: frozenset[str] = frozenset()
) -> Bundle | None:
    """The customer behind a handle key ("email:m@example.org", "refund:R-2291"), or None where nobody has it.

    `entries` may be everything or any superset of what concerns him; `shared` are keys already known to be
    switchboards.
    """
    people = Identities(Told(entries), policy, shared)
    key = _person_behind(people, who)
    if key is not None:
        return _bundle_of(people, people.groups.members(people.groups.root(key) or key))
    return _bundle_of(people, (who,)) if who in people.told.by_key else None


def everybody(entries: Iterable[Entry], policy: Policy) -> Iterator[Bundle]:
    """Every customer, ordered by id: the persons, then the things that nobody is known to own."""
    people = Identities(Told(entries), policy)
    seen: set[str] = set()
    groups = (people.groups.members(root) for root in people.groups.roots())
    for members in sorted(groups, key=strongest):
        found = _bundle_of(people, members)
        seen.update(entry.id for entry in found.own)
        if found.own or len(found.about) > len(people.told.completeness):
            yield found
    loose = Components()
    for entry in people.told.entries:
        things = people.told.things(entry)
        if entry.source.root == US and entry.id not in seen and things and not people.told.people(entry):
            for thing in things:
                loose.join(things[0], thing)
    for members in sorted((loose.members(root) for root in loose.roots()), key=strongest):
        yield _bundle_of(people, (strongest(members),))


def wanted(entries: Iterable[Entry], who: str, policy: Policy, shared: frozenset[str] = frozenset()) -> set[str]:
    """The keys by which more may be found about this customer: what to look up next, until nothing is new."""
    found = bundle(entries, who, policy, shared=shared)
    if found is None:
        return {who}
    keys = {who, *found.identity.handles}
    for entry in (*found.own, *found.about):
        keys.update(h.key for h in entry.what.handles() if h.tie is not Tie.NAMED or entry in found.own)
    return keys


def _person_behind(people: Identities, who: str) -> str | None:
    """The person key that `who` leads to: itself, or the owner of the thing, nearest first, our own word first."""
    if people.groups.root(who) is not None:
        return who
    frontier, known = [who], {who}
    while frontier:
        entries = [entry for key in frontier for entry in people.told.by_key.get(key, ())]
        owned = [e for e in entries if people.told.people(e) and not isinstance(e.what, ContactReceived)]
        ours = [e for e in owned if e.source.root == US]
        if ours or owned:
            return strongest([people.told.people(e)[0] for e in ours or owned])
        frontier = [key for e in entries for key in people.told.things(e) if key not in known]
        known.update(frontier)
    return next((k for e in people.told.by_key.get(who, ()) for k in people.told.people(e)), None)


def _bundle_of(people: Identities, members: tuple[str, ...]) -> Bundle:
    told, mine = people.told, set(members)
    own = {e.id: e for key in members for e in told.by_key.get(key, ()) if _is_own(people, e, mine)}
    about = {e.id: e for key in members for e in told.by_key.get(key, ()) if e.id not in own and told.people(e)}
    about = {id_: e for id_, e in about.items() if any(key in mine for key in told.people(e))}
    frontier = _things_of(people, (*own.values(), *about.values()), mine)
    frontier.update(key for key in members if people.groups.root(key) is None)
    known: set[str] = set()
    while frontier:
        known |= frontier
        found = {e.id: e for key in frontier for e in told.by_key.get(key, ()) if e.id not in own and e.id not in about}
        frontier = set()
        for entry in found.values():
            foreign = _is_foreign(people, entry, mine)
            if isinstance(entry.what, ContactReceived):
                continue  # words that name the thing; whoever wrote them is decided by identity
            (own if entry.source.root == US and not foreign else about)[entry.id] = entry
            if not foreign:
                frontier.update(key for key in told.things(entry) if key not in known)
    about.update((e.id, e) for e in _organisation(told, (*own.values(), *about.values())))
    return Bundle(_identity(people, members, own.values()), _ordered(own), _ordered(about))


def _is_own(people: Identities, entry: Entry, mine: set[str]) -> bool:
    """By or about this person and, as to witnesses, only our own word and his own: others' are about his things."""
    his = any(key in mine for key in people.told.people(entry))
    return his and (entry.source.root == US or isinstance(entry.what, _HIS) or not people.told.things(entry))


def _is_foreign(people: Identities, entry: Entry, mine: set[str]) -> bool:
    """About a person of ours who is somebody else: kept as evidence, not followed further."""
    persons = people.told.people(entry)
    return bool(persons) and not any(p in mine for p in persons) and any(people.known_to_us(p) for p in persons)


def _things_of(people: Identities, entries: Iterable[Entry], mine: set[str]) -> set[str]:
    """What the entries are about; and what his words name, as long as nobody else is known to own it."""
    keys: set[str] = set()
    for entry in entries:
        keys.update(people.told.things(entry))
        for key in people.told.named(entry):
            owners = {
                p
                for e in people.told.by_key.get(key, ())
                for p in people.told.people(e)
                if key in people.told.things(e)
            }
            if not any(people.known_to_us(p) and p not in mine for p in owners):
                keys.add(key)
    return keys


def _organisation(told: Told, entries: tuple[Entry, ...]) -> Iterator[Entry]:
    """Of what is about no customer: every completeness, and the payouts that carried his money."""
    yield from told.completeness
    refs = {ref for e in entries if (ref := getattr(e.what, "payout_ref", None))}
    for ref in sorted(refs):
        yield from told.payouts.get(ref, ())


def _identity(people: Identities, members: tuple[str, ...], own: Iterable[Entry]) -> Identity:
    links = {link for key in members for link in people.links.get(key, ())}
    possible = {link for key in members for link in people.possible.get(key, ())}
    order = sorted(links, key=lambda link: (not link.strong, link.one, link.other))
    return Identity(
        id=strongest(members),
        handles=tuple(sorted(members)),
        links=tuple(order),
        name=_name(own),
        possible=tuple(sorted(possible - links, key=lambda link: (link.one, link.other))),
    )


def _name(own: Iterable[Entry]) -> str:
    """The latest name on an order, else as he signs."""
    entries = sorted(own, key=lambda e: (e.occurred, e.id))
    ours = [e.what.name for e in entries if isinstance(e.what, OrderTold | ProfileTold) and e.what.name]
    signed = [e.what.sender_name for e in entries if isinstance(e.what, ContactReceived) and e.what.sender_name]
    return (ours or signed or [""])[-1]


def _ordered(entries: dict[str, Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries.values(), key=lambda entry: (entry.occurred, entry.id)))
