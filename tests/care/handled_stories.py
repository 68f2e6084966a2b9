"""What a customer wrote and who had him, told as entries, and the file that follows from them."""

from collections.abc import Iterable
from typing import Any

from amends import customer
from amends.facts import PHONE, US, CustomerFile, Entry, Moment, Policy, Source, hear_moment
from amends.facts.kinds import AnswerGiven, CallTold, ClaimJudged, ContactReceived
from amends.facts.verdicts import ClaimKind

WHO = "customer:C-1"
NUMBER = "+493012345"
MAIL, HELPDESK, PBX, DESK = (
    Source("mail", "customer"),
    Source("helpdesk", US),
    Source("pbx", PHONE),
    Source("desk", US),
)
POLICY = Policy(agents={"Ruth": ("ruth@shop.example", "PJSIP/ruth"), "Omar": ("omar@shop.example", "PJSIP/omar")})


def at(text: str) -> Moment:
    """A moment of 18 June 2026, or of another day of June: `at("09:00")`, `at("03T09:00")`."""
    day, _, clock = f"18T{text}".rpartition("T")
    return hear_moment(f"2026-06-{day.rpartition('T')[2]}T{clock}:00Z")


def mail(when: str, text: str, ticket: str = "desk/1", **more: Any) -> Entry:
    what = ContactReceived(
        more.pop("channel", "mail"),
        sender="mia@example.org",
        customer_id="C-1",
        text=text,
        message_id=f"<{ticket}-{when}>",
        ticket=ticket,
        **more,
    )
    return Entry(MAIL, f"mail:{ticket}:{when}", at(when), what)


def answer(when: str, agent: str = "ruth@shop.example", ticket: str = "desk/1", **more: Any) -> Entry:
    what = AnswerGiven(
        "mail", agent=agent, customer_id="C-1", ticket=ticket, text=more.pop("text", "I will look."), **more
    )
    return Entry(HELPDESK, f"answer:{ticket}:{when}:{agent}", at(when), what)


def call(number: str, began: str, answered: str, ended: str, agent: str = "PJSIP/ruth") -> list[Entry]:
    name = f"pbx/{number}"

    def told(event: str, when: str, sequence: int, **more: Any) -> Entry:
        who = agent if event in ("joined", "left") else ""
        what = CallTold(name, event, f"{name}.1", "inbound", sequence=sequence, number=NUMBER, agent=who, **more)
        return Entry(PBX, f"{number}:{sequence}", at(when), what)

    return [
        told("started", began, 1),
        told("joined", answered, 2, answered_by="person"),
        told("left", ended, 3),
        told("ended", ended, 4, outcome="answered"),
    ]


def judged(contact: str, judgement: str, start: int = 0, end: int = 0, when: str = "12:00") -> Entry:
    what = ClaimJudged(contact, ClaimKind.HOSTILE, judgement, start, end, by="Lena", about=WHO)
    return Entry(DESK, f"judged:{contact}:{judgement}:{when}", at(when), what)


def file_of(entries: Iterable[Entry], policy: Policy = POLICY, now: Moment | None = None) -> CustomerFile:
    """What is known of the customer in the evening."""
    found = customer.understand(entries, who=WHO, now=now or at("20:00"), policy=policy)
    assert found is not None
    return found
