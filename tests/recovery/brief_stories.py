"""What a card is made from: story 1 as entries, and files with nothing in them but what a test is about."""

from typing import Any

from amends.customer import understand
from amends.facts import (
    CUSTOMER,
    GATEWAY,
    US,
    ClaimKind,
    CustomerFile,
    Entry,
    Identity,
    Moment,
    Money,
    MoneyState,
    Opinion,
    Policy,
    Promise,
    PromiseState,
    Reason,
    Slots,
    Source,
    Statement,
    Verdict,
    hear_moment,
)
from amends.facts.kinds import (
    AnswerGiven,
    CompletenessDeclared,
    ContactReceived,
    OrderTold,
    RefundTold,
)

POLICY = Policy(agents={"Ruth": ("zendesk/3301",)})
SHOP, STRIPE, MAIL = Source("shop", US), Source("stripe", GATEWAY), Source("mail", CUSTOMER)
HELP, DESK = Source("zendesk", US), Source("desk", US)
NOW = hear_moment("2026-06-18T09:00:00Z")
EUR = Money(12_900, "EUR")
HARD = "you useless idiots"
WORDS = "I still have not received my refund of 129.00 EUR for order 10-4471."


def at(text: str) -> Moment:
    return hear_moment(f"2026-{text}:00Z")


def wrote(when: str, text: str = WORDS) -> Entry:
    named = ("order:10-4471",) if "10-4471" in text else ()
    what = ContactReceived(
        "mail", language="en", sender="m@example.org", text=text, message_id=f"<{when}>", named=named
    )
    return Entry(MAIL, f"<{when}>", at(when), what)


def answered(when: str, text: str) -> Entry:
    what = AnswerGiven("mail", language="en", agent="zendesk/3301", to="m@example.org", text=text)
    return Entry(HELP, f"comment:{when}", at(when), what)


def refund(source: Source, refund_id: str, state: MoneyState, when: str) -> Entry:
    what = RefundTold(
        refund_id, EUR, state, our_ref="R-2291", payment_ref="pi_1", order_id="10-4471", failure_reason="expired_card"
    )
    return Entry(source, f"{refund_id}:{state}", at(when), what)


def lindqvist() -> list[Entry]:
    """Story 1: refunded by our record, failed at the gateway; she was told twice that she has the money."""
    order = OrderTold(
        "10-4471", EUR, "paid", payment_ref="pi_1", customer_id="C-17", email="m@example.org", name="M. L."
    )
    complete = CompletenessDeclared("refunds", at("01-01T00:00"), at("06-17T00:00"))
    return [
        Entry(SHOP, "order:10-4471", at("04-20T08:00"), order),
        refund(SHOP, "R-2291", MoneyState.ACCEPTED, "05-03T14:20"),
        refund(STRIPE, "re_1", MoneyState.ACCEPTED, "05-03T14:21"),
        refund(STRIPE, "re_1", MoneyState.FAILED, "05-09T02:11"),
        Entry(STRIPE, "complete", complete.complete_to, complete),
        wrote("05-20T09:12"),
        answered("05-20T11:00", "We have refunded you 129.00 EUR on 3 May."),
        wrote("06-02T10:00"),
        answered("06-02T11:00", "Our system shows that your refund of 129.00 EUR was sent on 3 May."),
        wrote("06-10T07:00", f"Where is my refund for order 10-4471, {HARD}? I will go to the ombudsman."),
    ]


def understood(entries: list[Entry], now: Moment = NOW) -> CustomerFile:
    file = understand(entries, who="email:m@example.org", now=now, policy=POLICY)
    assert file is not None
    return file


def by_hand(**parts: Any) -> CustomerFile:
    """A file with nothing in it but what is given."""
    nothing: dict[str, Any] = dict.fromkeys(("contacts", "claims", "opinions", "superseded", "owed", "told"), ())
    return CustomerFile(identity=Identity("customer:C-17", ("customer:C-17",), ()), as_of=NOW, **{**nothing, **parts})


def opinion(verdict: Verdict = Verdict.CUSTOMER_RIGHT, reason: Reason = Reason.FAILED_LATER, **more: Any) -> Opinion:
    claim = more.pop("claim", ClaimKind.REFUND_NOT_RECEIVED)
    return Opinion("refund:R-2291", claim, verdict, reason, "The refund failed.", **more)


def promise(state: PromiseState, due: str = "06-06T17:00", **more: Any) -> Promise:
    window = {"due_from": None, "due_to": at(due), "zones": ("UTC",)}
    return Promise("p-1", "callback", state, at("06-04T10:31"), "We will call you.", "Ruth", "Ruth", **window, **more)


def statement(when: str, quote: str, kind: ClaimKind = ClaimKind.ACTION_DONE, **more: Any) -> Statement:
    told = {"speaker": "zendesk/3301", "medium": "mail", "independent": True, "why": "a sent mail"} | more
    return Statement(kind, quote, 0, len(quote), Slots(), f"zendesk/{when}", at(when), **told)
