"""Asterisk's event log: who spoke to whom, who hung up, and who was handed over to whom."""

import json

import pytest

from amends.facts import CallOutcome
from phone_logs import (
    EPOCH,
    HIS,
    JON,
    RUTH,
    TRUNK,
    bridged,
    cdr,
    cdr_row,
    cel,
    cel_line,
    his,
    hung_up,
    ours,
    put_together,
    spoke_with_ruth,
    the_call,
    told,
)


def test_two_in_one_bridge_spoke() -> None:
    call = the_call(cel(*spoke_with_ruth()))
    assert (call.outcome, call.direction, call.number) == (CallOutcome.REACHED, "inbound", HIS)
    assert (call.agents, call.talked_seconds) == (("PJSIP/ruth",), 60)


def test_each_line_is_one_entry() -> None:
    heard = cel(*spoke_with_ruth())
    assert len(heard.entries) == len(spoke_with_ruth())
    assert len({entry.id for entry in heard.entries}) == len(heard.entries)
    assert [told(entry).event for entry in heard.entries][-2:] == ["ended", "noted"]


@pytest.mark.parametrize(
    ("source", "who"),
    [(TRUNK, "customer"), (RUTH, "us"), ("dialplan/builtin", "system"), ("", "")],
)
def test_who_hung_up_is_told_by_the_channel_that_began_it(source: str, who: str) -> None:
    assert the_call(cel(*spoke_with_ruth(source))).ended_by == who


def test_another_line_of_his_own_trunk_is_not_us() -> None:
    """Handed over to a mobile: the far end hung up, and it is nobody's phone of ours."""
    assert the_call(cel(*spoke_with_ruth("PJSIP/trunk-00000009"))).ended_by == ""


def test_only_what_is_told_of_his_own_leg_says_who_ended_it() -> None:
    lines = [line for line in spoke_with_ruth(RUTH) if not (line.startswith('"HANGUP"') and "trunk" in line)]
    assert the_call(cel(*lines)).ended_by == ""


def test_in_old_logs_the_hangup_is_three_words_and_the_bridge_names_the_other() -> None:
    call = the_call(
        cel(
            his("CHAN_START", 0),
            his("ANSWER", 5, appname="Dial"),
            his("BRIDGE_START", 5, peer=RUTH),
            his("BRIDGE_END", 65, peer=RUTH),
            ours("HANGUP", 65, extra=f"16,{RUTH},"),
            his("HANGUP", 65, extra=f"16,{RUTH},ANSWER"),
        )
    )
    assert (call.outcome, call.agents, call.talked_seconds) == (CallOutcome.REACHED, ("PJSIP/ruth",), 60)
    assert call.ended_by == "us"


def test_a_hangup_may_stand_in_the_data_of_the_application() -> None:
    lines = [*spoke_with_ruth()[:-2], his("HANGUP", 66, appdata=hung_up(RUTH)["extra"])]
    assert the_call(cel(*lines)).ended_by == "us"


def test_a_dialled_phone_may_show_the_callers_number_and_context() -> None:
    lines = [
        line.replace('"101"', '"030111222"').replace("from-internal", "from-trunk") for line in spoke_with_ruth(RUTH)
    ]
    heard = cel(*lines)
    assert the_call(heard).agents == ("PJSIP/ruth",)
    assert the_call(heard).ended_by == "us"
    assert [told(entry).number for entry in heard.entries if told(entry).agent] == [""] * 5


def test_a_queue_that_answers_and_nobody_of_us() -> None:
    call = the_call(
        cel(
            his("CHAN_START", 0),
            his("ANSWER", 1, appname="Queue", appdata="support,t"),
            ours("CHAN_START", 2),
            ours("HANGUP", 30, **hung_up("", "")),
            his("HANGUP", 60, **hung_up(TRUNK, "")),
        )
    )
    assert (call.outcome, call.agents, call.ended_by) == (CallOutcome.MENU, (), "customer")


def test_a_mailbox_that_answers() -> None:
    call = the_call(cel(his("CHAN_START", 0), his("ANSWER", 1, appname="VoiceMail"), his("HANGUP", 60)))
    assert call.outcome is CallOutcome.MACHINE


@pytest.mark.parametrize(("status", "outcome"), [("NOANSWER", "no_answer"), ("BUSY", "busy"), ("CONGESTION", "failed")])
def test_a_call_that_nobody_took(status: str, outcome: str) -> None:
    call = the_call(cel(his("CHAN_START", 0), ours("CHAN_START", 1), his("HANGUP", 30, **hung_up("", status))))
    assert call.outcome is CallOutcome(outcome)


def handed_over_and_back() -> list[str]:
    """Ruth takes the call, hands it to Jon, and Jon hands it back."""
    back = "PJSIP/ruth-00000009"
    return [
        his("CHAN_START", 0),
        ours("BRIDGE_ENTER", 5, **bridged("b1")),
        his("BRIDGE_ENTER", 5, **bridged("b1")),
        ours("BLINDTRANSFER", 65, **bridged("b1")),
        ours("BRIDGE_EXIT", 65, **bridged("b1")),
        his("BRIDGE_EXIT", 65, **bridged("b1")),
        ours("HANGUP", 65, **hung_up(RUTH, "")),
        ours("BRIDGE_ENTER", 70, JON, "3", **bridged("b2")),
        his("BRIDGE_ENTER", 70, **bridged("b2")),
        his("BRIDGE_EXIT", 100, **bridged("b2")),
        ours("BRIDGE_EXIT", 100, JON, "3", **bridged("b2")),
        ours("HANGUP", 100, JON, "3", **hung_up(JON, "")),
        ours("BRIDGE_ENTER", 110, back, "9", **bridged("b3")),
        his("BRIDGE_ENTER", 110, **bridged("b3")),
        his("BRIDGE_EXIT", 170, **bridged("b3")),
        his("HANGUP", 171, **hung_up(TRUNK)),
        ours("HANGUP", 171, back, "9", **hung_up(TRUNK, "")),
    ]


def test_handed_over_and_back_names_them_in_order() -> None:
    call = the_call(cel(*handed_over_and_back()))
    assert call.agents == ("PJSIP/ruth", "PJSIP/jon", "PJSIP/ruth")
    assert call.talked_seconds == 60 + 30 + 60


def test_who_hands_over_and_goes_does_not_end_the_call() -> None:
    assert the_call(cel(*handed_over_and_back())).ended_by == "customer"
    unfinished = [line for line in handed_over_and_back() if not line.startswith('"HANGUP"') or "ruth" in line]
    assert the_call(cel(*unfinished[:-1])).ended_by == ""


def test_a_colleague_asked_while_the_customer_waits_was_not_put_through() -> None:
    call = the_call(
        cel(
            his("CHAN_START", 0),
            his("BRIDGE_ENTER", 5, **bridged("waiting")),
            ours("BRIDGE_ENTER", 5, **bridged("asking")),
            ours("BRIDGE_ENTER", 5, JON, "3", **bridged("asking")),
            his("HANGUP", 65, **hung_up(TRUNK)),
        )
    )
    assert call.agents == ()
    assert call.outcome is not CallOutcome.REACHED


def test_a_pipe_inside_asterisk_joins_the_bridges_at_its_ends() -> None:
    def pipe(half: int) -> str:
        return f"Local/101@from-queue-0000000{7};{half}"

    def lines(second_half: str) -> list[str]:
        return [
            his("CHAN_START", 0),
            his("BRIDGE_ENTER", 5, **bridged("b1")),
            cel_line("BRIDGE_ENTER", 5, pipe(1), leg="7", **bridged("b1")),
            cel_line("BRIDGE_ENTER", 5, second_half, leg="8", **bridged("b2")),
            ours("BRIDGE_ENTER", 5, **bridged("b2")),
            his("HANGUP", 65, **hung_up(TRUNK)),
        ]

    assert the_call(cel(*lines(pipe(2)))).outcome is CallOutcome.REACHED
    assert the_call(cel(*lines("Local/999@other-00000004;2"))).outcome is not CallOutcome.REACHED


def test_a_recorder_in_the_bridge_is_nobody() -> None:
    call = the_call(
        cel(
            his("CHAN_START", 0),
            his("BRIDGE_ENTER", 5, **bridged("b1")),
            cel_line("BRIDGE_ENTER", 5, "Recorder/ARI-00000001;1", leg="5", **bridged("b1")),
            his("HANGUP", 65),
        )
    )
    assert call.outcome is not CallOutcome.REACHED


def our_call(trunk: str = "PJSIP/trunk-00000002", status: str = "ANSWER", *, joined: bool = True) -> list[str]:
    """Ruth dials him."""
    lines = [
        cel_line("CHAN_START", 0, RUTH, cid_num="101", exten="030111222"),
        cel_line("CHAN_START", 1, trunk, leg="2"),
        cel_line("BRIDGE_ENTER", 9, RUTH, cid_num="03055500", context="macro-dialout", **bridged("b1")),
        cel_line("BRIDGE_ENTER", 9, trunk, leg="2", **bridged("b1")),
        cel_line("HANGUP", 69, trunk, leg="2", **hung_up(trunk, "")),
        cel_line("HANGUP", 69, RUTH, **hung_up(trunk, status)),
    ]
    return lines if joined else [lines[0], lines[1], lines[5]]


@pytest.mark.parametrize("trunk", ["PJSIP/trunk-00000002", "PJSIP/sipgate-00000002"])
def test_a_call_of_ours_reaches_him_whatever_the_trunk_is_called(trunk: str) -> None:
    call = the_call(cel(*our_call(trunk)))
    assert (call.direction, call.number, call.outcome) == ("outbound", HIS, CallOutcome.REACHED)
    assert (call.agents, call.talked_seconds) == (("PJSIP/ruth",), 60)


def test_a_call_of_ours_that_he_did_not_take() -> None:
    assert the_call(cel(*our_call(status="NOANSWER", joined=False))).outcome is CallOutcome.NO_ANSWER


def test_a_withheld_number_by_a_trunk_with_a_name_of_its_own_is_still_his_side() -> None:
    lines = [line.replace("030111222", "anonymous").replace("trunk-0", "sipgate-0") for line in spoke_with_ruth(RUTH)]
    lines = [line.replace("from-trunk", "ext-queues") if "CHAN_START" not in line else line for line in lines]
    heard = cel(*lines)
    (call,) = put_together(heard.entries, number="")
    assert (call.number, call.direction, call.outcome) == ("", "inbound", CallOutcome.REACHED)
    assert call.ended_by == ""  # whose leg it was had to be guessed; nobody is accused of hanging up


def test_the_event_log_wins_over_the_call_log() -> None:
    ids = {"uniqueid": f"{EPOCH}.1", "linkedid": f"{EPOCH}.1"}
    menu = [his("CHAN_START", 0), his("ANSWER", 1, appname="BackGround"), his("HANGUP", 60, **hung_up(TRUNK))]
    both = cdr(cdr_row(**ids)).entries + cel(*menu).entries
    (call,) = put_together(both)
    assert call.outcome is CallOutcome.MENU
    (alone,) = put_together(cdr(cdr_row(**ids)).entries)
    assert alone.outcome is CallOutcome.REACHED


def test_an_event_log_without_bridges_leaves_the_word_to_the_call_log() -> None:
    ids = {"uniqueid": f"{EPOCH}.1", "linkedid": f"{EPOCH}.1"}
    little = [his("CHAN_START", 0), his("HANGUP", 65, **hung_up(RUTH))]
    (call,) = put_together(cdr(cdr_row(**ids)).entries + cel(*little).entries)
    assert (call.outcome, call.ended_by) == (CallOutcome.REACHED, "us")


def test_times_may_be_written_as_dates() -> None:
    lines = [his("CHAN_START", 0, eventtime="2026-05-20 10:00:00.500000"), his("HANGUP", 65)]
    assert the_call(cel(*lines)).began == (EPOCH * 10 + 5) * 100_000


def test_json_lines_and_a_header() -> None:
    names = "eventtype,eventtime,cid_num,exten,context,channame,uniqueid,linkedid,extra"
    line = f"CHAN_START,{EPOCH}.0,030111222,101,from-trunk,{TRUNK},1.1,1.1,"
    as_json = json.dumps(dict(zip(names.split(","), line.split(","), strict=True)))
    (by_name,), (by_json,) = cel(names + "\n", line + "\n").entries, cel(as_json + "\n").entries
    assert by_name == by_json
    assert told(by_name).number == HIS


def test_bad_lines_are_named_and_the_rest_is_taken() -> None:
    good = his("CHAN_START", 0)
    unnamed = his("HANGUP", 1).replace(f'"{EPOCH}.1"', '""')
    heard = cel(good, '"CHAN_START","1\n', his("WHATEVER", 1), his("HANGUP", 2, eventtime="soon"), unnamed, good)
    assert len(heard.entries) == 2
    assert [(problem.line, problem.column) for problem in heard.problems] == [
        (2, None),
        (3, "eventtype"),
        (4, "eventtime"),
        (5, "linkedid"),
    ]
    assert len(heard.not_understood) == 4


def test_a_call_log_is_sent_where_it_belongs() -> None:
    assert "asterisk-cdr" in str(cel(cdr_row()).problems[0])
    assert "is empty" in str(cel("").problems[0])
