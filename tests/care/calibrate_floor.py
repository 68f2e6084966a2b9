"""A simulated centre as its own phone log and mailbox would tell it: as rows, and as entries of a record."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from amends.care.simulate.calibrate_seen import Seen, Stint
from amends.care.simulate.contact import PHONE, Contact
from amends.care.simulate.demand import Demand
from amends.care.simulate.floor import Floor
from amends.care.simulate.people import Agent
from amends.care.simulate.policies import RULES
from amends.care.simulate.settings import Centre, Phone, Returns, Shift, Skills
from amends.facts import PHONE as PHONE_LOG
from amends.facts import US, Entry, Moment, Policy, Source, hear_moment
from amends.facts.kinds import AnswerGiven, CallTold, ContactReceived, ContactRouted
from amends.facts.moments import DAY_US, SECOND_US
from simulated_centre import WEIGHTS

AGENTS = {f"user{number}": (f"PJSIP/{number}", f"agent{number}@shop.example") for number in range(40)}
POLICY = Policy(zone="Europe/Berlin", agents=AGENTS)
MIDNIGHT = hear_moment("2026-05-31T22:00:00Z")  # of 1 June, by the clock of Berlin
NAMES = ("gas", "power")
SAID = {0.0: "none", **{points: level for level, points in WEIGHTS.hostility.items() if level != "none"}}
WORDS = {"none": "Where is my meter?", "insult": "You are idiots."}
MAIL, HELPDESK, PBX = Source("mail", "customer"), Source("helpdesk", US), Source("pbx", PHONE_LOG)


def a_centre(**told: Any) -> Centre:
    """Two shifts of ten; nothing but its class makes a call longer, and nobody returns less often for being known."""
    usual = Centre()
    centre = Centre(
        days=16,
        agents=20,
        load_percent=92.0,
        shifts=(Shift("08:00", "16:00"), Shift("12:00", "20:00")),
        skills=Skills(NAMES, (2.0, 1.0), 50.0, 0.0),
        phone=Phone(patience_minutes=6.0, wrap_up_minutes=0.0),
        returns=Returns(known_agent_fewer_percent=0.0, known_agent_shorter_percent=0.0),
        hostility=replace(usual.hostility, longer_percent=0.0),
    )
    return replace(centre, **told)


@dataclass
class Happened:
    """One contact: nobody answered where `agent` is None."""

    contact: Contact
    ended: float
    began: float = 0.0
    agent: int | None = None
    said: float = 0.0


@dataclass
class Log:
    happened: list[Happened] = field(default_factory=list)


class Logged(Floor):
    """A floor that writes down what its phone log and its helpdesk would."""

    log: Log

    def _done(self, now: float, what: tuple[Agent, Contact, float, float]) -> None:
        agent, contact, said, minutes = what
        self.log.happened.append(Happened(contact, now, now - minutes, agent.number, said))
        super()._done(now, what)

    def _gives_up(self, now: float, contact: Contact) -> None:
        if contact.waiting:
            self.log.happened.append(Happened(contact, now))
        super()._gives_up(now, contact)

    def _closes(self, now: float, _: None) -> None:
        left = [contact for contact in self._lines.all_waiting() if contact.channel == PHONE]
        self.log.happened += [Happened(contact, now) for contact in left]
        super()._closes(now, _)


def logged(centre: Centre, seed: int = 11) -> list[Happened]:
    """What happened in one run without care, by chain and then by time."""
    floor = Logged(Demand(centre, seed), RULES["fifo"], WEIGHTS)
    floor.log = Log()
    floor.run()
    return sorted(floor.log.happened, key=lambda one: (one.contact.chain, one.contact.place))


def moment(minutes: float) -> Moment:
    return Moment(MIDNIGHT + round(minutes * 60) * SECOND_US)


def times(one: Happened) -> tuple[Moment, Moment, Moment]:
    """When it came, was answered and was over; a call lasts ten seconds at least."""
    at, began = moment(one.contact.arrived_at), moment(one.began)
    return at, began, max(moment(one.ended), Moment(began + 10 * SECOND_US) if one.agent is not None else at)


def rows_of(happened: list[Happened]) -> list[Seen]:
    """As the record should tell it."""
    chains: defaultdict[int, list[Happened]] = defaultdict(list)
    for one in happened:
        chains[one.contact.chain].append(one)
    return [row for chain in chains.values() for row in _chain(chain)]


def _chain(chain: list[Happened]) -> Iterator[Seen]:
    calls = [times(one)[0] for one in chain if one.contact.channel == PHONE]
    window = POLICY.resolved_after_days * DAY_US
    for number, one in enumerate(chain):
        at, began, ended = times(one)
        phone, came = one.contact.channel == PHONE, one.agent is not None
        user = f"user{one.agent}"
        yield Seen(
            at=at,
            call=phone,
            ended=ended,
            queue=NAMES[one.contact.skill] if phone else "",
            reason=reason(one),
            stints=(Stint(user, began if phone else ended, ended),) if came else (),
            answered=came if phone else None,
            waited_minutes=((began if came else ended) - at) / 60e6 if phone else None,
            talked_minutes=(ended - began) / 60e6 if phone and came else 0.0,
            first=not any(at - window <= other < at for other in calls),
            next_call=min((other for other in calls if at < other <= at + window), default=None) if phone else None,
            level=None if phone else SAID[one.said],
            later=number > 0,
        )


def reason(one: Happened) -> str:
    return ("contract" if one.contact.long else "reading") if one.contact.channel == PHONE else ""


def entries_of(happened: list[Happened]) -> dict[str, list[Entry]]:
    """The same as entries, by customer. What is hostile in a mail is an insult here."""
    found: dict[str, list[Entry]] = {}
    for one in happened:
        chain, place = one.contact.chain, one.contact.place
        phone = one.contact.channel == PHONE
        who = f"phone:+4930{100000 + chain}" if phone else f"email:c{chain}@example.org"
        name = f"{chain}-{place}"
        found.setdefault(who, []).extend(_call(one, name, who) if phone else _mail(one, name, who))
    return found


def _call(one: Happened, name: str, who: str) -> Iterator[Entry]:
    at, began, ended = times(one)
    agent, call = f"PJSIP/{one.agent}", f"pbx/{name}"
    events: list[tuple[str, Moment, dict[str, Any]]] = [("started", at, {"queue": NAMES[one.contact.skill]})]
    if one.agent is not None:
        events += [("joined", began, {"agent": agent, "answered_by": "person"}), ("left", ended, {"agent": agent})]
    events.append(("ended", ended, {"outcome": "answered" if one.agent is not None else "no_answer"}))
    for number, (event, when, more) in enumerate(events):
        what = CallTold(call, event, f"{call}.1", "inbound", sequence=number, number=who.partition(":")[2], **more)
        yield Entry(PBX, f"{name}:{number}", when, what)
    yield Entry(HELPDESK, f"routed:{name}", at, ContactRouted(call=call, reason=reason(one)))


def _mail(one: Happened, name: str, who: str) -> Iterator[Entry]:
    at, _, ended = times(one)
    address, ticket = who.partition(":")[2], f"desk/{name}"
    text = WORDS["insult" if one.said else "none"]
    heard = ContactReceived("mail", sender=address, text=text, message_id=f"<{name}>", ticket=ticket)
    yield Entry(MAIL, f"mail:{name}", at, heard)
    if one.agent is not None:
        agent = f"agent{one.agent}@shop.example"
        said = AnswerGiven("mail", agent=agent, to=address, ticket=ticket, text="We look into it.")
        yield Entry(HELPDESK, f"answer:{name}", ended, said)
