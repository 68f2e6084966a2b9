"""Which calls are a customer's: by his number, by what they are tied to, and never somebody else's."""

from dataclasses import replace

from amends.facts import CUSTOMER, PHONE, US, CallOutcome, Entry, Moment, Policy, Source
from amends.facts.kinds import CallTold, ContactReceived, What
from amends.link import bundle, calls, contacts
from phone_logs import HIS, RUTH, cdr, cdr_row, cel, put_together, spoke_with_ruth, told

ANOTHER = "+4930999888"


def entry(number: int, what: What, root: str = PHONE) -> Entry:
    return Entry(Source("pbx", root), f"e{number}", Moment(number * 1_000_000), what)


def test_all_lines_of_a_call_are_found_by_his_number() -> None:
    found = bundle(cel(*spoke_with_ruth(RUTH)).entries, f"phone:{HIS}", Policy())
    assert found is not None
    (call,) = calls(found, policy=Policy())
    assert (call.outcome, call.ended_by, len(call.entries)) == (CallOutcome.REACHED, "us", 11)
    (contact,) = contacts(found, (call,))
    assert (contact.channel, contact.agents) == ("phone", ("PJSIP/ruth",))


def test_a_call_that_shows_no_number_is_found_by_its_ticket() -> None:
    ticket = "zendesk/5"
    told = (
        entry(1, CallTold("pbx/1", "started", direction="inbound", ticket=ticket)),
        entry(2, ContactReceived("phone", sender=HIS, ticket=ticket), CUSTOMER),
    )
    found = bundle(told, f"phone:{HIS}", Policy())
    assert found is not None
    (call,) = calls(found, policy=Policy())
    assert (call.id, call.number, call.ticket) == ("pbx/1", "", ticket)


def test_a_call_of_somebody_else_on_the_same_ticket_is_his_not_ours() -> None:
    ticket = "zendesk/5"
    told = (
        entry(1, CallTold("pbx/1", "started", direction="inbound", ticket=ticket, number=ANOTHER)),
        entry(2, ContactReceived("phone", sender=HIS, ticket=ticket), CUSTOMER),
    )
    found = bundle(told, f"phone:{HIS}", Policy())
    assert found is not None
    assert calls(found, policy=Policy()) == ()


def test_what_is_no_call_is_left_alone() -> None:
    found = bundle((entry(1, ContactReceived("mail", sender="m@example.org"), US),), "email:m@example.org", Policy())
    assert found is not None
    assert calls(found, policy=Policy()) == ()


def test_the_threshold_of_talk_is_the_policys() -> None:
    entries = cdr(cdr_row(billsec=20)).entries
    (short,) = put_together(entries, Policy(spoke_seconds=21))
    (enough,) = put_together(entries, Policy(spoke_seconds=20))
    assert (short.outcome, enough.outcome) == (CallOutcome.UNKNOWN, CallOutcome.REACHED)


def test_a_call_that_still_goes_on_is_reached() -> None:
    (call,) = put_together(cel(*spoke_with_ruth()[:6]).entries)
    assert (call.outcome, call.ended, call.talked_seconds) == (CallOutcome.REACHED, None, 0)


def test_the_ticket_of_a_call_may_stand_on_any_of_its_entries() -> None:
    entries = list(cdr(cdr_row()).entries)
    entries.append(replace(entries[0], source_id="note", what=replace(told(entries[0]), event="noted", ticket="z/1")))
    (call,) = put_together(entries)
    assert call.ticket == "z/1"
