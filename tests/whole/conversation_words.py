"""Any conversation of one customer: entries of every kind, with names that meet, and with what no tidy source sends.

A kind is built from the fields of its dataclass, each by its name: a new kind is told without a new line here.
"""

from dataclasses import fields
from enum import StrEnum
from random import Random
from typing import Any, Final, get_type_hints

from hypothesis import strategies as st

from amends.facts import BANK, CARRIER, CUSTOMER, GATEWAY, MONITOR, OTHER, PHONE, US, Entry, Moment, Money, Source
from amends.facts.kinds import KINDS, What
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US, SECOND_US

WHO: Final = "customer:C-1"
START: Final = Moment(1_777_593_600 * SECOND_US)  # 1 May 2026
NOW: Final = Moment(START + 60 * DAY_US)
YEAR_1: Final = Moment(-62_135_510_400 * SECOND_US)  # the first and the last that can be told at all
YEAR_9999: Final = Moment(253_402_128_000 * SECOND_US)
NUMBERS: Final = ("+491711234567", "+12125550100", "+61255501234", "+999123", "")
HIS_WORDS: Final = (
    "",
    "I never got my refund of 129.00 EUR for order 10-4471.",
    "You told me on the phone that I would get a refund, but now you refuse. My lawyer will write to you.",
    "Nobody answers. My internet has been down since yesterday. I wrote to you three times.",
    "I never got my parcel for order 10-4471, you absolute idiots.",
    "You said that I owe 400.00 EUR. You have the wrong address for me. You promised to call me back and never did.",
    "Don't bother, you guys are absolute idiots.",
    "\u202e\x00 \ud7ff ٣٫٥ €",
)
OUR_WORDS: Final = (
    "",
    "Our system shows that your refund was sent on 3 May.",
    "You still owe 400.00 EUR.",
    "We will call you back tomorrow before noon.",
    "I will ring you on Friday between 9 and 11 about order 10-4471.",
    "Unfortunately we cannot refund this fare. The fee is 30.00 EUR.",
    "We will refund the 129.00 EUR within 3 business days.",
    "Your new appointment is on 31.12.9999 at 25:61.",
)
WALLS: Final = (
    "",
    "2026-05-21",
    "2026-05-21T09:00",
    "2026-05-21T12:00",
    "2026-10-25T02:30",
    "2026-03-29T02:30",
    "2026-05-21T09:00+02:00",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "tomorrow",
)
ZONES: Final = ("Europe/Berlin", "America/Los_Angeles", "Pacific/Apia", "Africa/Casablanca", "Mars/Base", "", "../etc")
NAMED: Final = {
    "customer_id": (None, "C-1", "zendesk/6130", ""),
    "email": (None, "m@example.org", ""),
    "phone": (None, *NUMBERS),
    "sender": ("m@example.org", *NUMBERS),
    "number": NUMBERS,
    "our_number": ("+4930123456", ""),
    "to": ("m@example.org", *NUMBERS),
    "about": (WHO, "email:m@example.org", "phone:+491711234567", "", "customer:C-2", "no key", "refund:R-1"),
    "matter": ("", "refund:R-1", "order:10-4471", "invoice:I-1", "no key", "contact:mail/m1"),
    "ticket": ("", "zendesk/1", "zendesk/2"),
    "call": ("", "asterisk/1", "asterisk/2"),
    "leg": ("", "1", "2"),
    "bridge": ("", "b1"),
    "service": ("", "fibre-7"),
    "order_id": (None, "10-4471", "10-2"),
    "refund_id": ("R-1", "re_1"),
    "our_ref": (None, "R-1"),
    "gateway_ref": (None, "re_1"),
    "payment_ref": ("pi_1", "pi_2"),
    "charge_ref": (None, "ch_1"),
    "payout_ref": (None, "po_1"),
    "invoice_id": ("I-1", "I-2"),
    "outage": ("O-1", "O-2", ""),
    "delivery": ("1Z7", ""),
    "survey": ("zendesk/rating/1", ""),
    "promise": ("P-1", "P-2", ""),
    "supersedes": ("", "P-1", "P-2"),
    "follow_up": ("survey:zendesk/rating/1", "ended:desk/1", "call_ended:asterisk/1", ""),
    "contact_id": ("mail/1", "desk/2", "asterisk/3", ""),
    "contact": ("", "mail/1", "desk/2", "asterisk/3"),
    "one": ("mail/1", "desk/2", WHO, "email:m@example.org"),
    "other": ("mail/2", "desk/1", "phone:+491711234567"),
    "evidence": ("", "mail/1", "stripe/2", "asterisk/3"),
    "proof": ((), ("stripe/1",)),
    "named": ((), ("order:10-4471",), ("refund:R-1", "no key")),
    "references": ((), ("<m1>",), ("<m2>", "<m1>")),
    "message_id": ("", "<m1>", "<m2>"),
    "aliases": ((), ("zendesk/6130",)),
    "zones": ((), ("Europe/Berlin",), ("America/New_York", "America/Los_Angeles"), ("Mars/Base",), ("", "")),
    "zone": ZONES,
    "window_from": WALLS,
    "window_to": WALLS,
    "channel": ("mail", "phone", "chat", "social", "form", ""),
    "medium": ("mail", "phone", "chat", "social", "letter", ""),
    "record": ("sent", "transcript", "voicemail", "note"),
    "direction": ("inbound", "outbound", "internal", ""),
    "outcome": ("answered", "no_answer", "busy", "failed", "canceled", "reached", "voicemail", "wrong_number", ""),
    "answered_by": ("", "person", "machine", "menu"),
    "ended_by": ("", "us", "customer", "system"),
    "why": ("abuse", ""),
    "agent": ("", "PJSIP/ruth", "zendesk/3301"),
    "by": ("", "ruth", "omar"),
    "owner": ("", "ruth"),
    "score": (None, 1, 3, 5, -103, 10**9),
    "lowest": (None, 0, 1, -5),
    "highest": (None, 5, 10, 0, -1),
    "label": ("", "good", "bad", "neutral"),
    "talked_seconds": (None, 0, 5, 90, 10**9),
    "sequence": (None, 0, 7),
    "language": ("", "en", "de"),
    "judgement": ("added", "confirmed", "rejected"),
    "start": (0, 3, 10**6),
    "end": (0, 40, 10**6),
    "of": ("calls", "contacts", "answers", "deliveries", "outages", "refunds", "charges"),
    "livemode": (True, True, False),
    "sender_proof": ("", "dkim", "none"),
}
BY_KIND: Final = {
    ("contact.received", "text"): HIS_WORDS,
    ("survey.answered", "text"): HIS_WORDS,
    ("answer.given", "text"): OUR_WORDS,
    ("promise.made", "what"): ("callback", "refund", "fix", "info", "pony"),
    ("promise.moved", "event"): (
        *(
            "accepted",
            "declined",
            "reminded",
            "rescheduled",
            "released",
            "handed_over",
            "owned",
            "message_left",
            "done",
        ),
        "",
    ),
    ("call.told", "event"): (
        "started",
        "ringing",
        "answered",
        "joined",
        "left",
        "transferred",
        "ended",
        "row",
        "noted",
    ),
    ("ticket.told", "event"): ("opened", "status", "assigned", "merged", "deleted", "reopened"),
    ("ticket.told", "value"): ("zendesk/2", "solved", ""),
    ("preference.told", "what"): ("opt_out", "opt_in", "objection", "notice"),
    ("follow_up.told", "event"): ("taken", "reached", "released", "apologised"),
    ("delivery.told", "state"): ("announced", "on_its_way", "delivered", "failed", "returned", "lost", "eaten"),
    ("posting.told", "about"): ("invoice", "payment", "credit", "refund", ""),
    ("contact.received", "is_contact"): (True, True, True, False),
}
SOURCES: Final = (
    *(
        Source("desk", US),
        Source("shop", US),
        Source("mail", CUSTOMER),
        Source("mail", US),
        Source("zendesk", CUSTOMER),
    ),
    *(Source("asterisk", PHONE), Source("stripe", GATEWAY), Source("bank", BANK), Source("ups", CARRIER)),
    *(Source("probe", MONITOR), Source("partner", OTHER)),
)
MOMENTS: Final = st.one_of(
    st.integers(0, 60 * 24).map(lambda hours: Moment(START + hours * HOUR_US)),
    st.integers(0, 60).map(lambda minutes: Moment(START + 10 * DAY_US + minutes * MINUTE_US)),
    st.sampled_from([START, NOW, Moment(NOW + DAY_US), Moment(0), YEAR_1, YEAR_9999]),
)
MONEY: Final = st.builds(
    Money, st.sampled_from([12_900, 900, 40_000, -900, 0, 2**63 - 1]), st.sampled_from(["EUR", "JPY"])
)


def whats(kind: type[What]) -> st.SearchStrategy[What]:
    """Any fact of this kind about our customer, or about somebody near him."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{one.name: _values(kind.kind, one.name, hints[one.name]) for one in fields(kind)})


def _values(kind: str, name: str, hint: Any) -> st.SearchStrategy[Any]:
    known = BY_KIND.get((kind, name)) or NAMED.get(name)
    if known is not None and hint not in (Moment, Moment | None):
        return st.sampled_from([value for value in known if value is not None or type(None) in _options(hint)])
    return _of_type(hint)


def _options(hint: Any) -> tuple[Any, ...]:
    return tuple(getattr(hint, "__args__", ())) or (hint,)


def _of_type(hint: Any) -> st.SearchStrategy[Any]:
    if hint is Moment:
        return MOMENTS
    if hint is Money:
        return MONEY
    if hint is bool:
        return st.booleans()
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    if hint is int:
        return st.sampled_from([0, 1, 5, 10**9])
    if getattr(hint, "__origin__", None) is tuple:
        return st.just(())
    if type(None) in _options(hint):
        return st.none() | _of_type(next(option for option in _options(hint) if option is not type(None)))
    return st.sampled_from(["", "Ruth Ärger", "x" * 500])


ANYTHING: Final = st.builds(
    Entry,
    st.sampled_from(SOURCES),
    st.sampled_from([str(number) for number in range(1, 8)]),
    MOMENTS,
    st.one_of([whats(kind) for kind in KINDS.values()]),
)
CONVERSATIONS: Final = st.lists(ANYTHING, min_size=1, max_size=10, unique_by=lambda entry: entry.id)


def shuffled(told: list[Entry], seed: int) -> list[Entry]:
    """The same entries in another order, some of them twice."""
    chance = Random(seed)
    again = [*told, *(entry for entry in told if chance.random() < 0.3)]
    chance.shuffle(again)
    return again
