"""Promises, calls and surveys of the customers of these tests, told as entries."""

from amends.facts import CUSTOMER, PHONE, US, Entry, Source
from amends.facts.kinds import AnswerGiven, CallTold, FollowUpTold, ProfileTold, PromiseMade, SurveyAnswered
from desk_stories import WHO, at

DESK, PBX, SURVEYS, HELPDESK = (
    Source("desk", US),
    Source("pbx", PHONE),
    Source("surveys", CUSTOMER),
    Source("helpdesk", US),
)
NUMBER = "+493012345"
AGENT = "PJSIP/ruth"


def profile(customer_id: str = "C-17", number: str = NUMBER, zone: str = "Europe/Berlin") -> Entry:
    what = ProfileTold(zone, customer_id=customer_id, phone=number, name="M. Lindqvist")
    return Entry(Source("crm", US), f"profile:{customer_id}", at("01-05T08:00"), what)


def promise(number: str, window: tuple[str, str], made: str = "06-17T10:00", about: str = WHO, **more: object) -> Entry:
    what = PromiseMade(
        f"desk/{number}",
        window_from=f"2026-{window[0]}",
        window_to=f"2026-{window[1]}",
        zones=("Europe/Berlin",),
        by="Ruth",
        owner="Ruth",
        about=about,
        **more,  # type: ignore[arg-type]
    )
    return Entry(DESK, f"callback:{number}", at(made), what)


def call(
    number: str,
    began: str,
    answered: str = "",
    ended: str = "",
    *,
    direction: str = "inbound",
    ended_by: str = "",
    agent: str = AGENT,
    phone: str = NUMBER,
) -> list[Entry]:
    """A call as an event log tells it: begun, the two put together, taken apart, ended."""
    name = f"pbx/{number}"

    def told(event: str, when: str, sequence: int, **more: object) -> Entry:
        who = agent if event in ("joined", "left") else ""
        what = CallTold(
            name,
            event,
            f"{name}.1",
            direction,
            sequence=sequence,
            number=phone,
            agent=who,
            **more,  # type: ignore[arg-type]
        )
        return Entry(PBX, f"{number}:{sequence}", at(when), what)

    if not answered:
        return [told("started", began, 1), told("ended", ended or began, 4, outcome="no_answer")]
    return [
        told("started", began, 1),
        told("joined", answered, 2, answered_by="person"),
        told("left", ended, 3),
        told("ended", ended, 4, outcome="answered", ended_by=ended_by),
    ]


def bad_survey(words: str = "Don't bother, you guys are absolute idiots", customer_id: str = "C-17") -> Entry:
    what = SurveyAnswered(
        f"surveys/{customer_id}",
        score=1,
        lowest=1,
        highest=5,
        no_feedback_call=True,
        customer_id=customer_id,
        text=words,
        reason="",
    )
    return Entry(SURVEYS, f"answer:{customer_id}", at("06-17T15:00"), what)


def answer(when: str = "06-17T09:00", text: str = "We have refunded you on 3 May.", **more: object) -> Entry:
    what = AnswerGiven(
        "mail",
        agent="ruth@shop.example",
        customer_id="C-17",
        subject="Re: My refund",
        text=text,
        **more,  # type: ignore[arg-type]
    )
    return Entry(HELPDESK, f"answer:{when}", at(when), what)


def follow_up_told(event: str, follow_up: str, words: str = "", when: str = "06-17T16:00") -> Entry:
    what = FollowUpTold(follow_up, event, words, by="Ruth", about=WHO)
    return Entry(DESK, f"followup:{event}:{when}", at(when), what)
