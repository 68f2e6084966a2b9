""" "I inherited this": who takes over a contact says in which state it came. It names a contact and a step, no person.

Whoever had the contact before is told first, kindly and alone. The register knows of it when he has read that, or when
a week has passed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from amends.facts import Contact, CustomerFile, Entry, Moment, NotAllowed, Policy, Problem, Refused
from amends.facts.kinds import FollowUpTold, InheritedTold
from amends.facts.moments import DAY_US, spoken_day

from .harm import Harm
from .mistakes import FoundBy, Mistake, Way
from .steps import OTHER, STEPS, step_words
from .talked import Talked

NOTICE_DAYS: Final = 7
SEEN: Final = "seen"
_PREFIX: Final = "inherited:"
WORDS_CHARACTERS_MAX: Final = 4_000
HOW: Final = "one of us said in which state a contact came to him"
_HAND_OVER: Final = "contact.hand_over"
_NO_WORDS: Final = "A contact was handed on in a state that made the next one harder."


@dataclass(frozen=True, slots=True)
class Notice:
    """For one of us alone: nobody else is shown it, and no list, figure or export may hold it.

    `user` is whose contact it was. `until` is when the register shows the mistake even if he has not read this; it
    shows the step, never him. Nothing in here says who wrote it.
    """

    id: str  # "inherited:<entry id>"
    user: str
    at: Moment
    contact: str  # entry id of the contact that was his
    step: str
    words: str
    sentence: str
    until: Moment
    seen: bool = False


def notices(file: CustomerFile, policy: Policy) -> tuple[Notice, ...]:
    """What has to be told to one of us alone about the contacts of this customer, oldest first."""
    return tuple(one for one in _all(file, policy, Talked(file)) if one.user)


def inherited_id(entry: Entry) -> str:
    """The id of the notice, and of the mistake where nothing else tells of it."""
    return f"{_PREFIX}{entry.id}"


def check_seen(told: FollowUpTold, notice: Notice, user: str) -> FollowUpTold:
    """That he read it. Raises NotAllowed for anybody but whose notice it is."""
    if told.event != SEEN or told.follow_up != notice.id or user != notice.user or told.by != user:
        raise NotAllowed(Problem("This notice", "is somebody else's, or there is none", "Go back to your own page"))
    return told


def check_inherited(told: InheritedTold, file: CustomerFile) -> InheritedTold:
    """ "I inherited this", as it may be written down. Raises Refused with the next step."""
    contacts = {contact.entry.id: contact.at for contact in file.contacts}
    where = "What you inherited"
    if told.contact not in contacts or (told.earlier and told.earlier not in contacts):
        raise Refused(Problem(where, "names a contact that this customer has not made", "Choose it on his page"))
    if told.earlier == told.contact:
        raise Refused(Problem(where, "came from itself", "Choose an earlier contact, or leave it out"))
    if told.earlier and contacts[told.earlier] > contacts[told.contact]:
        raise Refused(Problem(where, "came from a later contact", "Choose an earlier contact, or leave it out"))
    if told.step and told.step not in STEPS:
        raise Refused(Problem(where, "names no step of the list", "Leave it out, or choose one", value=told.step))
    if not told.step and not told.words.strip():
        raise Refused(Problem(where, "says nothing", "Choose the step, or write one line"))
    if len(told.words) > WORDS_CHARACTERS_MAX:
        raise Refused(Problem(where, f"has more than {WORDS_CHARACTERS_MAX} characters", "Shorten it"))
    if told.about not in (file.identity.id, *file.identity.handles) or not told.by:
        raise Refused(Problem(where, "says neither whose contact it is nor who says so", "Open the page again"))
    return told


def with_inherited(mistakes: Iterable[Mistake], file: CustomerFile, policy: Policy, talked: Talked) -> list[Mistake]:
    """These mistakes with what was inherited of them, and those that nobody else tells of."""
    found = list(mistakes)
    for notice, entry, what in _told(file, policy, talked):
        if notice.user and not notice.seen and file.as_of < notice.until:
            continue
        way = Way(entry.occurred, FoundBy.AGENT, HOW)
        about = _about(what, found, talked)
        if about is None:
            found.append(_alone(entry, what, way, file, talked))
            continue
        one = found[about]
        also = tuple(sorted({*one.also, notice.id}))
        factor = _factor(what)
        factors = tuple(dict.fromkeys((*one.factors, *((factor,) if factor else ()))))
        found[about] = replace(one, ways=tuple(sorted({*one.ways, way})), also=also, factors=factors)
    return found


def _told(file: CustomerFile, policy: Policy, talked: Talked) -> Iterator[tuple[Notice, Entry, InheritedTold]]:
    his = (file.identity.id, *file.identity.handles)
    for entry in file.told:
        what = entry.what
        if isinstance(what, InheritedTold) and what.about in his:
            yield _notice(entry, what, file, policy, talked), entry, what


def _all(file: CustomerFile, policy: Policy, talked: Talked) -> Iterator[Notice]:
    return (notice for notice, _, _ in _told(file, policy, talked))


def _notice(entry: Entry, what: InheritedTold, file: CustomerFile, policy: Policy, talked: Talked) -> Notice:
    earlier = talked.contact(what.earlier) if what.earlier else talked.before(what.contact)
    user = _whose(earlier, policy.agent_behind(what.by), policy)
    until = Moment(entry.occurred + NOTICE_DAYS * DAY_US)
    name = inherited_id(entry)
    seen = any(
        isinstance(one.what, FollowUpTold)
        and (one.what.follow_up, one.what.event) == (name, SEEN)
        and policy.agent_behind(one.what.by) == user
        for one in file.told
    )
    sentence = _sentence(earlier, what.step, until, policy) if user else ""
    contact = earlier.entry.id if earlier is not None else ""
    return Notice(name, user, entry.occurred, contact, what.step, what.words, sentence, until, seen)


def _whose(earlier: Contact | None, reporter: str, policy: Policy) -> str:
    """Who had it last before; nobody where that was the one who says so, or where no source tells."""
    users = [policy.agent_behind(name) for name in earlier.agents] if earlier is not None else []
    others = [user for user in users if user and user != reporter]
    return others[-1] if others else ""


def _sentence(earlier: Contact | None, step: str, until: Moment, policy: Policy) -> str:
    day = f" of {spoken_day(earlier.at, policy.zoneinfo)}" if earlier is not None else ""
    what = f" It is about {step_words(step)}." if step in STEPS and step != OTHER else ""
    return (
        f"A contact{day} that was with you was harder to take over than it had to be.{what} It happens to everybody, "
        "and only you see this. If something can still be put right for the customer, you can do it now. The register "
        f"will show the step and never you: when you have read this, or on {spoken_day(until, policy.zoneinfo)}."
    )


def _about(what: InheritedTold, found: list[Mistake], talked: Talked) -> int | None:
    """The mistake that it tells of, where one is known already: of the same case and step, the earliest. What others
    inherited is another mistake, unless it is the very same hand-over.
    """
    wanted = {name for name in (what.contact, what.earlier) if name}
    handed = _contacts(what, talked)
    fits = [
        (one.happened or 0, one.id, number)
        for number, one in enumerate(found)
        if one.contacts
        and (not what.step or what.step == one.step)
        and (one.contacts == handed if one.id.startswith(_PREFIX) else wanted & set(talked.whole(one.contacts)))
    ]
    return min(fits)[2] if fits else None


def _contacts(what: InheritedTold, talked: Talked) -> tuple[str, ...]:
    """The contact that came before, as far as it is known, and the one that inherited."""
    earlier = talked.contact(what.earlier) if what.earlier else talked.before(what.contact)
    names = (earlier.entry.id if earlier is not None else "", what.contact)
    return tuple(dict.fromkeys(name for name in names if talked.contact(name) is not None))


def _factor(what: InheritedTold) -> str:
    return f"It was handed on: {what.words.strip()}" if what.words.strip() else ""


def _alone(entry: Entry, what: InheritedTold, way: Way, file: CustomerFile, talked: Talked) -> Mistake:
    known = _contacts(what, talked)
    first = talked.contact(known[0]) if len(known) > 1 else None
    happened = first.at if first is not None else None
    return Mistake(
        id=inherited_id(entry),
        step=what.step if what.step in STEPS else _HAND_OVER,
        what=what.words.strip() or _NO_WORDS,
        happened=happened,
        ways=(way,),
        harm=Harm((), 1, talked.after(known, happened)),
        contacts=known,
        about=file.identity.id,
    )
