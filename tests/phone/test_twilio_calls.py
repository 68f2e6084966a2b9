"""Twilio's calls: callbacks in any order, minutes and seconds, machines, and calls made in a browser."""

import io
import json
from random import Random

import pytest

from amends.facts import CallOutcome, NotAllowed, hear_moment
from amends.facts.moments import SECOND_US
from amends.intake.delivery import Delivery
from amends.intake.form import hear_form
from amends.intake.heard import Heard
from amends.intake.twilio import HOOK, hear_twilio
from amends.intake.twilio.hook import signature_of
from phone_logs import HIS, everything, put_together, the_call, told

OURS = "+15005550006"
CALL, CHILD = "CA" + "1" * 32, "CA" + "2" * 32
URL = "https://amends.example/api/v1/webhooks/twilio?from=phone"
TOKEN = "12345"
NOW = hear_moment("2026-05-20T09:00:00Z")


def callback(status: str, second: int, sequence: int, **told: str) -> dict[str, str]:
    """The fields of one callback; a call of a customer unless `told` says otherwise."""
    return {
        "CallSid": CALL,
        "AccountSid": "AC" + "0" * 32,
        "From": HIS,
        "To": OURS,
        "Direction": "inbound",
        "CallStatus": status,
        "Timestamp": f"Wed, 20 May 2026 08:{second // 60:02}:{second % 60:02} +0000",
        "SequenceNumber": str(sequence),
        "CallbackSource": "call-progress-events",
    } | told


def child(status: str, second: int, sequence: int, **told: str) -> dict[str, str]:
    """A leg that our script dialled: to Ruth's browser."""
    leg = {"CallSid": CHILD, "ParentCallSid": CALL, "Direction": "outbound-dial", "To": "client:ruth"}
    return callback(status, second, sequence, **(leg | told))


def taken(*callbacks: dict[str, str]) -> Heard:
    return of_text("".join(json.dumps(one) + "\n" for one in callbacks))


def of_text(text: str) -> Heard:
    return everything(hear_twilio(io.BytesIO(text.encode()), "calls"))


SPOKE = (
    callback("ringing", 0, 0),
    callback("in-progress", 2, 1),
    child("initiated", 3, 0),
    child("ringing", 4, 1),
    child("in-progress", 10, 2),
    child("completed", 70, 3, CallDuration="60", Duration="1"),
    callback("completed", 71, 2, CallDuration="69", Duration="2"),
)


def test_a_customer_who_was_put_through_to_ruth() -> None:
    call = the_call(taken(*SPOKE))
    assert (call.outcome, call.direction, call.number) == (CallOutcome.REACHED, "inbound", HIS)
    assert (call.agents, call.talked_seconds) == (("client:ruth",), 60)
    assert call.ended_by == ""  # nobody tells, and nobody guesses


def test_callbacks_may_arrive_in_any_order_and_twice() -> None:
    orders = [list(SPOKE + SPOKE) for _ in range(5)]
    for number, order in enumerate(orders):
        Random(number).shuffle(order)
    assert {the_call(taken(*order)) for order in orders} == {the_call(taken(*SPOKE))}
    assert len({entry.id for entry in taken(*SPOKE, *SPOKE).entries}) == len(SPOKE)


def test_what_was_said_last_is_enough_where_the_beginning_was_lost() -> None:
    call = the_call(taken(*SPOKE[-2:]))
    assert (call.outcome, call.talked_seconds) == (CallOutcome.REACHED, 60)


def test_duration_is_in_minutes_and_call_duration_in_seconds() -> None:
    (entry,) = taken(child("completed", 70, 3, CallDuration="61", Duration="2")).entries
    assert told(entry).talked_seconds == 61
    (without,) = taken(child("completed", 70, 3, Duration="2")).entries
    assert told(without).talked_seconds is None


def test_our_script_answers_every_call_and_is_no_person() -> None:
    call = the_call(taken(callback("in-progress", 2, 0), callback("completed", 300, 1, CallDuration="298")))
    assert (call.outcome, call.talked_seconds) == (CallOutcome.MENU, 0)


def test_a_menu_and_a_colleague_who_did_not_answer() -> None:
    call = the_call(taken(callback("in-progress", 2, 0), child("no-answer", 30, 1), callback("completed", 40, 1)))
    assert call.outcome is CallOutcome.MENU


OUT = {"From": OURS, "To": HIS, "Direction": "outbound-api"}


@pytest.mark.parametrize("machine", ["machine_start", "machine_end_beep", "fax", "machine"])
def test_a_machine_that_completed_is_not_reached(machine: str) -> None:
    call = the_call(
        taken(
            callback("in-progress", 5, 1, **OUT, AnsweredBy=machine),
            child("in-progress", 6, 1),
            child("completed", 66, 2, CallDuration="60"),
            callback("completed", 67, 2, **OUT, AnsweredBy=machine, CallDuration="62"),
        )
    )
    assert (call.outcome, call.direction, call.answered) == (CallOutcome.MACHINE, "outbound", None)


def test_a_human_who_heard_only_our_script_was_reached_by_nobody() -> None:
    call = the_call(taken(callback("completed", 67, 2, **OUT, AnsweredBy="human", CallDuration="62")))
    assert call.outcome is CallOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("busy", "busy"), ("failed", "failed"), ("no-answer", "no_answer"), ("canceled", "no_answer")],
)
def test_a_call_of_ours_that_did_not_come_through(status: str, outcome: str) -> None:
    assert the_call(taken(callback(status, 30, 2, **OUT))).outcome is CallOutcome(outcome)


def test_a_call_made_in_a_browser_comes_in_at_twilio_and_is_ours() -> None:
    parent = {"From": "client:ruth", "To": HIS}
    dialled = {"From": OURS, "To": HIS}
    call = the_call(
        taken(
            callback("in-progress", 1, 0, **parent),
            child("in-progress", 9, 1, **dialled),
            child("completed", 69, 2, **dialled, CallDuration="60"),
            callback("completed", 70, 1, **parent, CallDuration="69"),
        )
    )
    assert (call.direction, call.number, call.outcome) == ("outbound", HIS, CallOutcome.REACHED)
    assert (call.agents, call.talked_seconds) == (("client:ruth",), 60)


def test_a_call_made_in_a_browser_that_he_did_not_take() -> None:
    parent = {"From": "client:ruth", "To": HIS}
    call = the_call(
        taken(
            callback("in-progress", 1, 0, **parent),
            child("no-answer", 30, 1, From=OURS, To=HIS),
            callback("completed", 31, 1, **parent, CallDuration="30"),
        )
    )
    assert call.outcome is CallOutcome.NO_ANSWER


def test_a_colleagues_mobile_does_not_become_a_customer() -> None:
    (entry,) = taken(child("in-progress", 10, 2, To="+491711234567")).entries
    assert [handle.kind for handle in told(entry).handles()] == ["call"]


@pytest.mark.parametrize("sender", ["", "anonymous", "+266696687", "Restricted"])
def test_a_withheld_number_belongs_to_nobody(sender: str) -> None:
    heard = taken(callback("completed", 9, 1, From=sender, Caller=sender))
    assert told(heard.entries[0]).number == ""
    assert not put_together(heard.entries, number="")[0].number


def test_a_number_behind_a_sip_address_is_a_number_and_no_colleague() -> None:
    (entry,) = taken(callback("ringing", 1, 0, From=f"sip:{HIS}@carrier.example")).entries
    assert (told(entry).number, told(entry).agent, told(entry).direction) == (HIS, "", "inbound")


def test_the_forms_themselves_one_a_line() -> None:
    form = "&".join(f"{name}={value.replace('+', '%2B').replace(' ', '+')}" for name, value in SPOKE[0].items())
    assert of_text(form + "\n").entries == taken(SPOKE[0]).entries


RESOURCE = {
    "sid": CHILD,
    "parent_call_sid": CALL,
    "from": HIS,
    "to": "client:ruth",
    "status": "completed",
    "direction": "outbound-dial",
    "start_time": "Wed, 20 May 2026 08:00:10 +0000",
    "end_time": "Wed, 20 May 2026 08:01:10 +0000",
    "duration": "60",
    "answered_by": None,
}
PARENT = RESOURCE | {"sid": CALL, "parent_call_sid": None, "to": OURS, "direction": "inbound", "duration": "70"}


def test_the_calls_resource_tells_seconds() -> None:
    call = the_call(of_text(json.dumps({"calls": [PARENT, RESOURCE], "next_page_uri": None}, indent=1)))
    assert (call.outcome, call.agents, call.talked_seconds) == (CallOutcome.REACHED, ("client:ruth",), 60)
    assert call.ended == call.began + 60 * SECOND_US


def test_the_calls_resource_as_csv_array_and_lines() -> None:
    names = list(PARENT)
    rows = [",".join(f'"{row[name] or ""}"' for name in names) for row in (PARENT, RESOURCE)]
    as_csv = of_text("\n".join((",".join(names), *rows)) + "\n").entries
    as_lines = of_text(json.dumps(PARENT) + "\n" + json.dumps(RESOURCE) + "\n").entries
    assert as_csv == as_lines == of_text(json.dumps([PARENT, RESOURCE])).entries


def test_rows_and_callbacks_of_one_call_are_counted_once() -> None:
    both = taken(*SPOKE).entries + of_text(json.dumps([PARENT, RESOURCE])).entries
    (call,) = put_together(both)
    assert call.talked_seconds == 60


def test_what_is_wrong_is_named_and_the_rest_is_taken() -> None:
    lines = [
        json.dumps(SPOKE[0]),
        "{half",
        json.dumps(SPOKE[1] | {"CallStatus": "asleep"}),
        json.dumps(SPOKE[1] | {"Timestamp": "later"}),
        json.dumps({"CallStatus": "completed"}),
        json.dumps(SPOKE[2]),
    ]
    heard = of_text("\n".join(lines))
    assert len(heard.entries) == 2
    assert [problem.line for problem in heard.problems] == [2, 3, 4, 5]
    assert [problem.column for problem in heard.problems] == [None, "callstatus", "timestamp", "Timestamp"]
    assert len({one.source_id for one in heard.not_understood}) == 4


def test_an_array_with_a_damaged_end_and_a_csv_of_something_else_are_said() -> None:
    assert of_text(json.dumps([PARENT])[:-5]).problems
    assert "asterisk" in str(of_text("a,b\n1,2\n").problems[0])
    assert "is empty" in str(of_text("").problems[0])


def test_a_row_that_is_broken_costs_itself() -> None:
    names = "sid,status,start_time,duration,from,to,direction"
    good = f'{CALL},completed,"Wed, 20 May 2026 08:00:10 +0000",60,{HIS},{OURS},inbound'
    heard = of_text(f'{names}\n{good}\n{CALL},completed,"Wed, 20\n{good.replace(CALL, CHILD)}\n')
    assert len(heard.entries) == 2
    assert [problem.line for problem in heard.problems] == [3]


def posted(form: bytes, signature: str, url: str = URL) -> Delivery:
    return Delivery(form, {"x-twilio-signature": signature}, url)


def test_the_signature_of_the_documented_example() -> None:
    """twilio.com/docs/usage/security, and the test of their own libraries."""
    fields = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309"}
    fields["To"] = "+18005551212"
    made = signature_of("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", {k: (v,) for k, v in fields.items()})
    assert made == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_a_signed_callback_is_taken_and_heard() -> None:
    form = b"CallSid=CA1&CallStatus=ringing&SequenceNumber=0&From=%2B4930111222&To=%2B15005550006&Direction=inbound"
    form += b"&Timestamp=Wed%2C+20+May+2026+08%3A00%3A00+%2B0000"
    signature = signature_of(TOKEN, URL, hear_form(form))
    genuine = HOOK.check(posted(form, signature), ("old", TOKEN), NOW)
    assert genuine.source_id == "CA1:ringing:0"
    (entry,) = HOOK.hear(genuine.raw).entries
    assert told(entry).number == HIS


@pytest.mark.parametrize(
    "delivery",
    [
        posted(b"CallSid=CA1", ""),
        posted(b"CallSid=CA1", signature_of("another", URL, {"CallSid": ("CA1",)})),
        posted(b"CallSid=CA2", signature_of(TOKEN, URL, {"CallSid": ("CA1",)})),
        posted(b"CallSid=CA1", signature_of(TOKEN, URL, {"CallSid": ("CA1",)}), URL + "1"),
        posted(b"CallSid=CA1&CallSid=CA9", signature_of(TOKEN, URL, {"CallSid": ("CA1",)})),
        posted(b"x" * 2_000_000, ""),
        posted(b"no form", "x"),
    ],
)
def test_a_forged_callback_is_refused(delivery: Delivery) -> None:
    with pytest.raises(NotAllowed):
        HOOK.check(delivery, (TOKEN,), NOW)


def test_a_stored_callback_that_makes_no_sense_is_kept() -> None:
    heard = HOOK.hear(b"CallSid=CA1&CallStatus=asleep")
    assert not heard.entries
    assert len(heard.not_understood) == len(heard.problems) == 1
