"""A customer who is right and abusive: the refund failed at the gateway, and the call of this morning was hard."""

from amends.facts import Entry
from amends.facts.kinds import AnswerGiven, ContactReceived
from conversation_stories import HELPDESK, call, profile
from desk_stories import MAIL, WHO, at, failed_refund_story, mail_of

ABUSE = "You are a bunch of lying crooks"
PAGE = f"/customers/{WHO}"
CALL = "pbx/9"


def hard_call(
    number: str = "9", began: str = "06-18T08:30", ended: str = "06-18T08:50", ended_by: str = ""
) -> list[Entry]:
    """A call of this morning that Ruth took; she ended it in the end where `ended_by` is us."""
    return call(number, began, began, ended, ended_by=ended_by)


def hard_mail(
    when: str = "06-18T08:00", text: str = f"{ABUSE}. Where is my refund of 129.00 EUR?", **more: str
) -> Entry:
    message = f"<hard-{when}@example.org>"
    what = ContactReceived(
        "mail",
        language="en",
        sender=mail_of("C-17"),
        subject=more.get("subject", "Refund"),
        text=text,
        message_id=message,
        references=tuple(filter(None, (more.get("answers", ""),))),
    )
    return Entry(MAIL, message, at(when), what)


def written_answer(
    when: str, text: str = "The refund failed at the gateway. It is sent again today.", answers: str = ""
) -> Entry:
    what = AnswerGiven(
        "mail",
        agent="Ruth",
        customer_id="C-17",
        subject="Your refund",
        text=text,
        references=tuple(filter(None, (answers,))),
    )
    return Entry(HELPDESK, f"written:{when}", at(when), what)


def hard_morning(ended_by: str = "") -> list[Entry]:
    """Everything up to now."""
    return [*failed_refund_story(), profile(), *hard_call(ended_by=ended_by)]
