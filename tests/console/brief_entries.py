"""M. Lindqvist, further on: told twice that she had the money, a call not made, a public post in hard words."""

from amends.facts import CUSTOMER, PHONE, US, Entry, Source
from amends.facts.kinds import AnswerGiven, CallTold, ContactReceived, PromiseMade, SurveyAnswered, TicketTold
from desk_stories import WHO, at, failed_refund_story, mail, mail_of

HELP, HELP_HEARD, ASTERISK, DESK = (
    Source("help", US),
    Source("zendesk", CUSTOMER),
    Source("asterisk", PHONE),
    Source("desk", US),
)
PHONE_NUMBER = "+493012345678"
TICKET = "zendesk/4711"
HARD = "you useless idiots"
POST = f"Day 46 without my refund of 129.00 EUR for order 10-4471. Thank you, {HARD}. I will go to the ombudsman."


def answer(when: str, text: str, agent: str = "zendesk/3301") -> Entry:
    what = AnswerGiven(
        "mail", language="en", ticket=TICKET, agent=agent, to=mail_of("C-17"), text=text, message_id=f"<a-{when}@shop>"
    )
    return Entry(HELP, f"answer:{when}", at(when), what)


def ticket() -> Entry:
    what = TicketTold(TICKET, "opened", channel="mail", customer_id="C-17")
    return Entry(HELP, "ticket:4711:opened", at("05-20T09:13"), what)


def promise() -> Entry:
    what = PromiseMade(
        "p-1",
        window_from="2026-06-05T09:00",
        window_to="2026-06-06T17:00",
        zones=("Europe/Berlin",),
        words="We will call you by 6 June.",
        by="Ruth",
        owner="Ruth",
        about=WHO,
    )
    return Entry(DESK, "promise:p-1", at("06-04T10:31"), what)


def her_call() -> Entry:
    what = CallTold(
        "asterisk/1699.12",
        "row",
        direction="inbound",
        outcome="answered",
        answered_by="person",
        started=at("06-04T10:20"),
        answered=at("06-04T10:21"),
        ended=at("06-04T10:29"),
        talked_seconds=480,
        number=PHONE_NUMBER,
        agent="PJSIP/ruth",
    )
    return Entry(ASTERISK, "cdr:1699.12", at("06-04T10:20"), what)


def post() -> Entry:
    what = ContactReceived(
        "social", language="en", customer_id="C-17", sender_name="M. L.", text=POST, public=True, ticket=TICKET
    )
    return Entry(HELP_HEARD, "comment:9", at("06-18T07:00"), what)


def survey() -> Entry:
    what = SurveyAnswered(
        "zendesk/rating/62",
        score=1,
        lowest=1,
        highest=5,
        customer_id="C-17",
        text="Don't bother, you guys are absolute idiots",
        no_feedback_call=True,
    )
    return Entry(HELP_HEARD, "rating:62", at("06-10T08:00"), what)


def third_contact_story() -> list[Entry]:
    """Everything up to the public post on 18 June, in the morning."""
    return [
        *failed_refund_story(),
        ticket(),
        answer("05-20T11:00", "We have refunded you 129.00 EUR on 3 May. Please check with your bank."),
        mail("06-04T10:00", "I still have not received my refund of 129.00 EUR for order 10-4471."),
        her_call(),
        answer("06-04T11:00", "Our system shows that your refund of 129.00 EUR was sent on 3 May.", "zendesk/3302"),
        promise(),
        survey(),
        post(),
    ]
