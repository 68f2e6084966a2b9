"""A hand-made world of one customer who talks with us: `file_of(wrote(...), we_said(...), rang(...), now="...")`."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

from amends.customer import understand
from amends.facts import (
    CARRIER,
    CUSTOMER,
    GATEWAY,
    MONITOR,
    OTHER,
    PHONE,
    US,
    ClaimKind,
    CustomerFile,
    Entry,
    Money,
    MoneyState,
    Opinion,
    Policy,
    Promise,
    Source,
    hear_moment,
)
from amends.facts.kinds import (
    AnswerGiven,
    CallTold,
    ChargeTold,
    CompletenessDeclared,
    ContactReceived,
    DeliveryTold,
    InvoiceTold,
    OrderTold,
    OutageTold,
    PostingTold,
    PreferenceTold,
    ProfileTold,
    RefundTold,
    SurveyAnswered,
    What,
)
from amends.facts.moments import SECOND_US

WHO: Final = "customer:C-1"
NUMBER: Final = "+491711234567"
BERLIN: Final = Policy(zone="Europe/Berlin")
_numbers = count(1)


def at(text: str) -> Any:
    """`2026-05-21 09:00` by the clock in Berlin."""
    return hear_moment(text.replace(" ", "T"), zone=ZoneInfo("Europe/Berlin"))


def entry(source: Source, when: str, what: What, id_: str = "") -> Entry:
    return Entry(source, id_ or f"{what.kind}:{next(_numbers)}", at(when), what)


def flat(steps: Iterable[Entry | Sequence[Entry]]) -> list[Entry]:
    """The entries of a story, of which a step may be several."""
    return [one for step in steps for one in ([step] if isinstance(step, Entry) else step)]


def file_of(*entries: Entry | Sequence[Entry], now: str, policy: Policy = BERLIN, who: str = WHO) -> CustomerFile:
    """What the product makes of it; a step of the story may be several entries."""
    found = understand(flat(entries), who=who, now=at(now), policy=policy)
    assert found is not None
    return found


def wrote(text: str, when: str, channel: str = "mail", **more: Any) -> Entry:
    more.setdefault("customer_id", "C-1")
    return entry(Source("mail", CUSTOMER), when, ContactReceived(channel, text=text, **more))


def we_said(text: str, when: str, medium: str = "mail", **more: Any) -> Entry:
    root = more.pop("root", US)
    more.setdefault("customer_id", "C-1")
    more.setdefault("agent", "zendesk/3301")
    source = Source("zendesk" if root == US else "partner", root)
    return entry(source, when, AnswerGiven(medium, text=text, **more))


def noted(text: str, when: str, **more: Any) -> Entry:
    return we_said(text, when, "phone", record="note", **more)


def rang(
    when: str,
    *,
    direction: str = "inbound",
    seconds: int = 300,
    agent: str = "PJSIP/ruth",
    number: str = NUMBER,
    ended_by: str = "",
    call: str = "",
    ticket: str = "",
) -> Sequence[Entry]:
    """A call, as a phone system with events tells it: `seconds` of talk, 0 where nobody of the two spoke."""
    call = call or f"asterisk/{next(_numbers)}"
    log, began = Source("asterisk", PHONE), at(when)
    outcome = "answered" if seconds else "no_answer"
    row = CallTold(
        call,
        "row",
        leg="2",
        direction=direction,
        outcome=outcome,
        answered_by="person" if seconds else "",
        started=began,
        answered=began if seconds else None,
        ended=began + seconds * SECOND_US,
        talked_seconds=seconds,
        ticket=ticket,
        number=number,
        agent=agent if seconds else "",
    )
    told = [Entry(log, f"{call}:row", began, row)]
    if ended_by:
        end = CallTold(call, "ended", leg="1", direction=direction, ended_by=ended_by, number=number)
        told.append(Entry(log, f"{call}:ended", began + seconds * SECOND_US, end))
    return told


def complete(of: str, from_: str, to: str, name: str = "asterisk", root: str = PHONE) -> Entry:
    return entry(Source(name, root), to, CompletenessDeclared(of, at(from_), at(to)))


def parcel(state: str, when: str, number: str = "1Z7", order: str = "10-1", root: str = CARRIER, **more: Any) -> Entry:
    return entry(Source("ups" if root == CARRIER else "shop", root), when, DeliveryTold(number, state, order, **more))


def outage(start: str, end: str | None, number: str = "O-1", root: str = MONITOR, service: str = "fibre-7") -> Entry:
    told = OutageTold(number, service, ended=at(end) if end else None, customer_id="C-1")
    return entry(Source("probe" if root == MONITOR else "status", root), start, told)


def profile(when: str = "2026-01-01 00:00", name: str = "shop", root: str = US, **held: Any) -> Entry:
    held.setdefault("customer_id", "C-1")
    return entry(Source(name, root), when, ProfileTold(**held))


def survey(score: int, when: str, text: str = "", **more: Any) -> Entry:
    what = SurveyAnswered("s/1", score=score, lowest=1, highest=5, customer_id="C-1", text=text, **more)
    return entry(Source("survey", CUSTOMER), when, what)


def allowed(what: str, when: str, channel: str = "") -> Entry:
    return entry(Source("desk", US), when, PreferenceTold(what, channel, about=WHO))


def order(order_id: str, when: str, amount: str = "129.00", **more: Any) -> Entry:
    return entry(Source("shop", US), when, OrderTold(order_id, _euros(amount), customer_id="C-1", **more))


def invoice(number: str, amount: str, when: str) -> Entry:
    return entry(Source("billing", US), when, InvoiceTold(number, _euros(amount), customer_id="C-1"))


def posting(number: str, amount: str, when: str, about: str) -> Entry:
    return entry(Source("ledger", US), when, PostingTold(number, _euros(amount), about, customer_id="C-1"))


def paid(payment: str, amount: str, when: str, order_id: str | None = None) -> Entry:
    told = ChargeTold(payment, _euros(amount), MoneyState.SETTLED, order_id=order_id, customer_id="C-1")
    return entry(Source("stripe", GATEWAY), when, told)


def refund(state: MoneyState, when: str, root: str = GATEWAY, amount: str = "129.00", **more: Any) -> Entry:
    name, id_ = ("shop", "R-1") if root == US else ("stripe", "re_1")
    more |= {"gateway_ref": "re_1", "customer_id": "C-1"} if root == US else {}
    return entry(Source(name, root), when, RefundTold(id_, _euros(amount), state, **more))


def _euros(amount: str) -> Money:
    return Money(round(float(amount) * 100), "EUR")


def opinions(file: CustomerFile, kind: str) -> list[Opinion]:
    return [o for o in file.opinions if o.claim is ClaimKind(kind)]


def verdict(file: CustomerFile, kind: str) -> tuple[str, str]:
    """Verdict and reason of the one opinion on this kind of claim."""
    (one,) = opinions(file, kind)
    return str(one.verdict), str(one.reason)


def promise(file: CustomerFile) -> Promise:
    """The one promise there is."""
    (one,) = file.conversation.promises
    return one


def shape(file: CustomerFile) -> list[int]:
    """How many contacts each case has."""
    return [len(case.contacts) for case in file.conversation.cases]


OTHERS: Final = OTHER
FAILED_REFUND: Final = (
    order("10-1", "2026-04-20 10:00"),
    refund(MoneyState.ACCEPTED, "2026-05-03 14:20", US, order_id="10-1"),
    refund(MoneyState.ACCEPTED, "2026-05-03 14:21"),
    refund(MoneyState.FAILED, "2026-05-09 02:11"),
)
