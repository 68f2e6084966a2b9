"""One customer and what reaches us about him: `mail("m1", day=3, named=("order:10-1",))`. Days are of May 2026."""

from collections.abc import Iterable, Sequence

from amends import link
from amends.facts import CUSTOMER, PHONE, US, Bundle, Call, CallOutcome, Case, Entry, Identity, Moment, Policy, Source
from amends.facts import hear_moment as hear
from amends.facts.kinds import AnswerGiven, CallTold, ChainJudged, ContactReceived, TicketTold
from amends.facts.moments import DAY_US, MINUTE_US

POLICY = Policy()
START = hear("2026-05-01T09:00:00Z")
LONG_AFTER = hear("2027-05-01T09:00:00Z")
HIS, OURS, LINE = Source("desk", CUSTOMER), Source("desk", US), Source("asterisk", PHONE)


def on(day: float, minute: int = 0) -> Moment:
    return Moment(START + round(day * DAY_US) + minute * MINUTE_US)


def wrote(
    name: str,
    day: float,
    *,
    channel: str = "mail",
    named: tuple[str, ...] = (),
    ticket: str = "",
    answers: tuple[str, ...] = (),
    public: bool = False,
    minute: int = 0,
) -> Entry:
    what = ContactReceived(
        channel,
        sender="m@example.org",
        message_id=name if channel == "mail" else "",
        references=answers,
        named=named,
        ticket=ticket,
        public=public,
    )
    return Entry(HIS, name, on(day, minute), what)


def answered(
    name: str, day: float, agent: str, *, ticket: str = "", answers: tuple[str, ...] = (), **more: object
) -> Entry:
    what = AnswerGiven("mail", agent=agent, ticket=ticket, message_id=name, references=answers, **more)  # type: ignore[arg-type]
    return Entry(OURS, name, on(day), what)


def called(name: str, day: float, *agents: str, ticket: str = "") -> tuple[Entry, Call]:
    row = Entry(LINE, name, on(day), CallTold(f"asterisk/{name}", "row", direction="inbound", ticket=ticket))
    call = Call(
        f"asterisk/{name}",
        "inbound",
        "+4930123456",
        on(day),
        CallOutcome.REACHED,
        agents=agents,
        ticket=ticket,
        entries=(row.id,),
    )
    return row, call


def merged(ticket: str, into: str) -> Entry:
    return Entry(OURS, f"{ticket}:merged", on(30), TicketTold(ticket, "merged", value=into))


def judged(one: Entry, other: Entry, same: bool, day: float = 60, by: str = "Ruth") -> Entry:
    return Entry(OURS, f"judged:{one.id}:{other.id}:{day}", on(day), ChainJudged(one.id, other.id, same, by=by))


def cases_of(
    told: Iterable[Entry],
    calls: Sequence[Call] = (),
    *,
    now: Moment = LONG_AFTER,
    policy: Policy = POLICY,
) -> tuple[Case, ...]:
    """What the product makes of it."""
    entries = tuple(told)
    bundle = Bundle(Identity("email:m@example.org", ("email:m@example.org",), ()), entries, ())
    return link.cases(link.contacts(bundle, calls), entries, now=now, policy=policy)


def shape(cases: Iterable[Case]) -> list[list[str]]:
    """The contacts of each case by their short names."""
    return [[contact.partition("/")[2] for contact in case.contacts] for case in cases]
