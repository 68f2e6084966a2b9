"""Asterisk's call log: what a row says, what it does not, and what happens to a row that is broken."""

import csv
import io
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from amends.facts import CallOutcome, hear_moment
from amends.facts.moments import SECOND_US
from amends.intake.asterisk import Exchange, hear_cdr
from phone_logs import BERLIN, EPOCH, HIS, cdr, cdr_row, everything, put_together, the_call, told

TEN = hear_moment("2026-05-20T08:00:00Z")


def test_a_row_is_one_call_with_its_times_in_utc_and_its_number_in_e164() -> None:
    (entry,) = cdr(cdr_row()).entries
    what = told(entry)
    assert (what.call, what.event, what.leg) == (f"asterisk/{EPOCH}.42", "row", f"{EPOCH}.42")
    assert (entry.occurred, what.started, what.ended) == (TEN, TEN, TEN + 65 * SECOND_US)
    assert what.answered == TEN + 5 * SECOND_US
    assert (what.number, what.direction, what.agent) == (HIS, "inbound", "PJSIP/ruth")
    assert entry.source.root == "phone"


@pytest.mark.parametrize("columns", [16, 17, 18, 21])
def test_every_width_that_asterisk_writes_is_taken(columns: int) -> None:
    heard = cdr(cdr_row(columns))
    assert not heard.problems
    assert told(heard.entries[0]).number == HIS


def test_seventeen_columns_may_end_in_a_user_field_instead_of_an_id() -> None:
    row = cdr_row(16).rstrip("\n") + ',"checked by 7.5 people"\n'
    (entry,) = cdr(row).entries
    assert told(entry).call.startswith("asterisk/row-")


def test_another_width_is_a_problem_with_its_line_and_the_next_row_is_taken() -> None:
    heard = cdr(cdr_row(15), cdr_row())
    assert len(heard.entries) == 1
    assert heard.problems[0].line == 1
    assert "15 columns" in str(heard.problems[0])


def test_a_lost_closing_quote_costs_its_own_line_only() -> None:
    """Python's csv reader says nothing here: it swallows the rows that follow."""
    lost = cdr_row(18).replace('"PJSIP/ruth,30"', '"PJSIP/ruth,30')
    at_the_end = cdr_row(18, uniqueid="1.1").rstrip("\n")[:-1] + "\n"
    heard = cdr(cdr_row(), lost, at_the_end, cdr_row(uniqueid="9.9", linkedid="9.9", sequence=2))
    assert [told(entry).call for entry in heard.entries] == [f"asterisk/{EPOCH}.42", "asterisk/9.9"]
    assert [problem.line for problem in heard.problems] == [2, 3]
    assert [one.raw for one in heard.not_understood] == [lost.rstrip().encode(), at_the_end.rstrip().encode()]


def test_the_twin_that_trusts_the_csv_reader_loses_rows_and_says_nothing() -> None:
    text = cdr_row(18).rstrip("\n")[:-1] + "\n" + cdr_row() + cdr_row(sequence=2)
    assert len(list(csv.reader(io.StringIO(text)))) < 3
    heard = cdr(text)
    assert len(heard.entries) + len(heard.not_understood) == 3


def test_a_doubled_quote_in_the_name_of_the_caller_is_no_end() -> None:
    heard = cdr(cdr_row(clid='"Mia ""the, boss""" <030111222>'))
    assert len(heard.entries) == 1


def test_the_same_row_again_is_the_same_entry_and_a_bad_one_the_same_item() -> None:
    once, again = cdr(cdr_row(), "broken\n"), cdr("broken\n", cdr_row())
    assert once.entries == again.entries
    assert once.not_understood[0].source_id == again.not_understood[0].source_id


@pytest.mark.parametrize("application", ["Queue", "Playback", "BackGround", "Hangup", "Wait", "IVR"])
def test_answered_by_a_queue_or_a_menu_is_no_person(application: str) -> None:
    call = the_call(cdr(cdr_row(lastapp=application, dstchannel="", lastdata="support,t,,,300")))
    assert call.outcome is CallOutcome.MENU
    assert call.agents == ()
    assert call.talked_seconds == 0


def test_a_queue_that_rang_somebody_does_not_say_who_spoke() -> None:
    call = the_call(cdr(cdr_row(lastapp="Queue", lastdata="support,t,,,300")))
    assert call.outcome is CallOutcome.UNKNOWN


def test_a_mailbox_is_a_machine() -> None:
    assert the_call(cdr(cdr_row(lastapp="VoiceMail", dstchannel=""))).outcome is CallOutcome.MACHINE


def test_dialled_answered_and_spoken_is_reached() -> None:
    call = the_call(cdr(cdr_row()))
    assert call.outcome is CallOutcome.REACHED
    assert (call.agents, call.talked_seconds, call.answered) == (("PJSIP/ruth",), 60, TEN + 5 * SECOND_US)
    assert call.ended_by == ""  # this log does not say


def test_less_talk_than_the_policy_asks_for_reached_nobody() -> None:
    call = the_call(cdr(cdr_row(billsec=9, duration=14)))
    assert call.outcome is CallOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("disposition", "outcome"),
    [
        ("NO ANSWER", "no_answer"),
        ("BUSY", "busy"),
        ("FAILED", "failed"),
        ("CONGESTION", "failed"),
        ("CANCEL", "no_answer"),
    ],
)
def test_a_row_that_was_not_answered(disposition: str, outcome: str) -> None:
    call = the_call(cdr(cdr_row(disposition=disposition, answer="", billsec=0)))
    assert (call.outcome, call.answered) == (CallOutcome(outcome), None)


def test_a_call_of_ours_is_outbound_and_reached_by_who_dialled() -> None:
    row = cdr_row(
        src="101", dst="030111222", dcontext="from-internal", channel="PJSIP/ruth-0000002b", dstchannel="PJSIP/trunk-2c"
    )
    call = the_call(cdr(row))
    assert (call.direction, call.number, call.agents) == ("outbound", HIS, ("PJSIP/ruth",))
    assert call.outcome is CallOutcome.REACHED


def test_two_of_us_are_an_internal_call_of_nobody() -> None:
    (entry,) = cdr(cdr_row(src="101", dst="102", dcontext="from-internal", channel="PJSIP/jon-2d")).entries
    assert (told(entry).direction, told(entry).number) == ("internal", "")


def test_several_rows_are_one_call_by_the_linked_id() -> None:
    first = cdr_row(dstchannel="PJSIP/jon-2c", disposition="NO ANSWER", answer="", billsec=0, duration=20)
    later = cdr_row(uniqueid=f"{EPOCH}.43", start="2026-05-20 10:00:20", sequence=2)
    call = the_call(cdr(first, later))
    assert (call.outcome, call.agents, len(call.entries)) == (CallOutcome.REACHED, ("PJSIP/ruth",), 2)


@pytest.mark.parametrize("number", ["anonymous", "", "Restricted", "unknown", "<unknown>"])
def test_a_withheld_number_belongs_to_nobody_and_breaks_nothing(number: str) -> None:
    heard = cdr(cdr_row(src=number))
    assert not heard.problems
    assert told(heard.entries[0]).number == ""
    assert [handle.kind for handle in told(heard.entries[0]).handles()] == ["call"]


def test_a_number_without_its_country_is_said_once_and_the_calls_are_taken() -> None:
    heard = cdr(cdr_row(), cdr_row(sequence=2), exchange=Exchange())
    assert [told(entry).number for entry in heard.entries] == ["", ""]
    assert len(heard.problems) == 1
    assert "--country" in str(heard.problems[0])
    assert "030111222" not in str(heard.problems[0])


def test_our_own_number_is_never_taken_for_the_customers() -> None:
    exchange = Exchange(country="DE", our_numbers=frozenset({"+493055500"}))
    row = cdr_row(src="03055500", dst="030111222", channel="PJSIP/ruth-1", dstchannel="PJSIP/x-2", dcontext="phones")
    (entry,) = cdr(row, exchange=exchange).entries
    assert (told(entry).direction, told(entry).number) == ("outbound", HIS)


@pytest.mark.parametrize(
    ("context", "inbound"),
    [("from-pstn", True), ("incoming", True), ("from-internal", False), ("outgoing-pstn", False), ("default", False)],
)
def test_contexts_that_are_known_by_their_names(context: str, inbound: bool) -> None:
    assert Exchange().is_inbound(context) is inbound


def test_a_trunk_and_a_context_may_be_named() -> None:
    exchange = Exchange(country="DE", trunks=frozenset({"sipgate"}), inbound_contexts=frozenset({"door"}))
    (by_trunk,) = cdr(cdr_row(dcontext="x", channel="PJSIP/sipgate-1", dst="03099988"), exchange=exchange).entries
    (by_context,) = cdr(cdr_row(dcontext="door", channel="PJSIP/x-1", dst="03099988"), exchange=exchange).entries
    (neither,) = cdr(cdr_row(dcontext="x", channel="PJSIP/x-1", dst="03099988"), exchange=exchange).entries
    assert [told(entry).direction for entry in (by_trunk, by_context, neither)] == ["inbound", "inbound", ""]


def test_the_hour_that_happens_twice_is_told_apart_by_the_channels_own_number() -> None:
    """2026-10-25 02:30 in Berlin is 00:30 and 01:30 UTC."""
    for utc, at in (("2026-10-25T00:30:00Z", 0), ("2026-10-25T01:30:00Z", 1)):
        born = hear_moment(utc) // SECOND_US
        (entry,) = cdr(cdr_row(start="2026-10-25 02:30:00", uniqueid=f"{born}.{at}")).entries
        assert entry.occurred == hear_moment(utc)


def test_without_such_a_number_the_hour_that_happens_twice_is_a_problem() -> None:
    heard = cdr(cdr_row(16, start="2026-10-25 02:30:00"), cdr_row(start="2026-03-29 02:30:00"), cdr_row())
    assert len(heard.entries) == 1
    assert "happened twice" in str(heard.problems[0])
    assert "does not exist" in str(heard.problems[1])


def test_a_call_over_the_change_of_clocks_keeps_its_length() -> None:
    born = hear_moment("2026-10-25T00:59:00Z") // SECOND_US
    row = cdr_row(start="2026-10-25 02:59:00", end="2026-10-25 02:00:05", uniqueid=f"{born}.1", linkedid=f"{born}.1")
    call = the_call(cdr(row))
    assert call.ended == call.began + 65 * SECOND_US


def test_utc_where_the_phone_system_writes_it() -> None:
    (entry,) = cdr(cdr_row(), exchange=Exchange(zone=ZoneInfo("UTC"), country="DE")).entries
    assert entry.occurred == hear_moment("2026-05-20T10:00:00Z")


@pytest.mark.parametrize("separator", [",", "\t"])
def test_columns_of_its_own_are_named_in_the_first_line(separator: str) -> None:
    head = ["calldate", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "duration", "billsec"]
    head += ["disposition", "uniqueid", "linkedid"]
    row = ["2026-05-20 10:00:00", "030111222", "101", "from-trunk", "PJSIP/trunk-1", "PJSIP/ruth-2", "Dial", "65", "60"]
    row += ["ANSWERED", "1.1", "1.1"]
    call = the_call(cdr(separator.join(head) + "\n", separator.join(row) + "\n"))
    assert call.outcome is CallOutcome.REACHED


def test_json_lines_are_named_by_themselves() -> None:
    row = {"start": "2026-05-20 10:00:00", "src": "030111222", "dst": "101", "dcontext": "from-trunk"}
    row |= {"channel": "PJSIP/trunk-1", "dstchannel": "PJSIP/ruth-2", "lastapp": "Dial"}
    line = json.dumps(row | {"duration": 65, "billsec": 60, "disposition": "ANSWERED", "uniqueid": "1.1"}) + "\n"
    heard = cdr(line, "{broken\n", line.replace("1.1", "2.1"))
    assert len(put_together(heard.entries)) == 2
    assert heard.problems[0].line == 2


@pytest.mark.parametrize(
    ("change", "column"),
    [({"start": "yesterday"}, "start"), ({"duration": "long"}, "duration"), ({"disposition": "MAYBE"}, "disposition")],
)
def test_what_cannot_be_is_named_with_its_column(change: dict[str, str], column: str) -> None:
    heard = cdr(cdr_row(**change))
    assert not heard.entries
    assert (heard.problems[0].line, heard.problems[0].column) == (1, column)
    assert len(heard.not_understood) == 1


def test_an_empty_file_and_a_file_of_another_kind_are_said() -> None:
    assert "is empty" in str(cdr("\n").problems[0])
    assert "asterisk-cel" in str(cdr('"CHAN_START","1779264000.1","","","","","","","",""\n').problems[0])
    assert "Unpack it" in str(cdr("PK\x03\x04rest\n").problems[0])


def test_a_zero_byte_and_another_encoding_cost_at_most_their_line() -> None:

    from amends.intake.asterisk import hear_cdr

    latin = cdr_row(clid="J\xf6rg <1>").encode("latin-1")
    zero = cdr_row(userfield="a\x00b").encode()
    heard = everything(hear_cdr(io.BytesIO(latin + zero + cdr_row(sequence=3).encode()), "Master.csv", BERLIN))
    assert len(heard.entries) == 2
    assert [problem.line for problem in heard.problems] == [2]


def test_many_rows_come_in_portions(tmp_path: Path) -> None:
    file = tmp_path / "Master.csv"
    file.write_text("".join(cdr_row(sequence=n) for n in range(2_500)))
    with file.open("rb") as stream:
        sizes = [len(heard.entries) for heard in hear_cdr(stream, "Master.csv", BERLIN)]
    assert sizes == [1_000, 1_000, 500]
