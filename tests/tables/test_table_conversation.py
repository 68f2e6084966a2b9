"""Parcels, outages, profiles and what our people said, as tables of whatever system holds them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from amends.cli import amends
from amends.facts import CARRIER, MONITOR, US, Entry, Refused, Source, entry_of, head_and_body, hear_moment, iso
from amends.facts.kinds import (
    AnswerGiven,
    CompletenessDeclared,
    ContactReceived,
    DeliveryTold,
    OutageTold,
    ProfileTold,
    What,
)
from amends.intake.table import Mapping
from amends.record import open_record
from table_rows import hear

AT = "2026-05-20T09:12:00Z"
PARCELS, WATCH, DESK = Source("parcels", CARRIER), Source("watch", MONITOR), Source("desk", US)


def one(kind: str, header: str, row: str, mapping: Mapping | None = None, source: Source = DESK) -> What:
    heard = hear(f"{header}\n{row}\n", kind, mapping, source)
    assert not heard.problems
    (entry,) = heard.entries
    assert entry.source == source
    assert entry_of(*head_and_body(entry)) == entry
    return entry.what


def test_a_parcel_was_left_with_a_neighbour() -> None:
    header = "tracking,order_id,state,at,detail,customer_id,signed_by"
    row = f"JD014,10-4471,Delivered,{AT},left with a neighbour,C-17,Meier"
    assert one("deliveries", header, row, source=PARCELS) == DeliveryTold(
        "JD014", "delivered", "10-4471", "left with a neighbour", "C-17", "Meier"
    )


@pytest.mark.parametrize(
    ("word", "state"), [("on its way", "on_its_way"), ("LOST", "lost"), ("zugestellt", "delivered")]
)
def test_a_carrier_has_words_of_its_own(word: str, state: str) -> None:
    mapping = Mapping(states={"zugestellt": "delivered"})
    told = one("deliveries", "delivery_id,state,occurred_at", f"JD014,{word},{AT}", mapping)
    assert isinstance(told, DeliveryTold)
    assert told.state == state


def test_a_line_was_down_and_its_end_is_told_later() -> None:
    header = "outage_id,service,began_at,ended_at,customer_id,detail"
    open_, over = f"O-1,circuit-9,{AT},,C-17,fibre cut", f"O-1,circuit-9,{AT},2026-05-20T12:00:00Z,C-17,fibre cut"
    assert one("outages", header, open_, source=WATCH) == OutageTold("O-1", "circuit-9", None, "fibre cut", "C-17")
    both = hear(f"{header}\n{open_}\n{over}\n", "outages", source=WATCH).entries
    assert len({entry.id for entry in both}) == 2
    assert isinstance(both[1].what, OutageTold)
    assert both[1].what.ended == hear_moment("2026-05-20T12:00:00Z")


def test_one_outage_of_several_services_is_several_rows() -> None:
    body = f"outage_id,service,began_at\nO-1,circuit-8,{AT}\nO-1,circuit-9,{AT}\n"
    assert len({entry.id for entry in hear(body, "outages").entries}) == 2


def test_what_is_held_about_marta_with_columns_of_its_own() -> None:
    header = "customer_id,email,phone,name,address,zone,service,as_of,aliases,Contract,Tariff"
    row = "C-17,Marta@Example.org,+49 30 1234567,Marta Meier,Weg 1,Europe/Berlin,circuit-9"
    row += f",{AT},zendesk/613; chatwoot/9,K-1,"
    mapping = Mapping(more=frozenset({"Contract", "Tariff"}))
    assert one("profiles", header, row, mapping) == ProfileTold(
        zone="Europe/Berlin",
        service="circuit-9",
        customer_id="C-17",
        email="marta@example.org",
        phone="+49301234567",
        name="Marta Meier",
        address="Weg 1",
        more=("Contract=K-1",),
        aliases=("chatwoot/9", "zendesk/613"),
    )


def test_the_time_of_a_profile_may_be_told_for_the_file_and_must_be_told() -> None:
    (entry,) = hear("customer_id,name\nC-17,Marta\n", "profiles", Mapping(as_of=hear_moment(AT))).entries
    assert iso(entry.occurred) == AT
    (problem,) = hear("customer_id,name\nC-17,Marta\n", "profiles").problems
    assert (problem.column, "--as-of" in problem.next_step) == ("as_of", True)


def test_a_zone_that_is_none_calls_nobody_at_night() -> None:
    heard = hear(f"customer_id,zone,as_of\nC-17,Middle Earth,{AT}\n", "profiles")
    assert [entry.what for entry in heard.entries] == [ProfileTold(customer_id="C-17")]
    assert (heard.problems[0].column, heard.not_understood) == ("zone", ())


def test_columns_are_kept_under_their_own_names_only_where_there_is_a_place_for_them() -> None:
    with pytest.raises(Refused, match="has no place in a table of outages"):
        hear(f"outage_id,began_at,Note\nO-1,{AT},x\n", "outages", Mapping(more=frozenset({"Note"})))
    for column in ("Tariff", "name"):
        with pytest.raises(Refused, match="Correct --more"):
            hear(f"customer_id,name\nC-17,{AT}\n", "profiles", Mapping(more=frozenset({column})))


def test_a_call_note_says_four_hundred() -> None:
    header = "answer_id,occurred_at,medium,record,agent,customer_id,to,text,ticket,call"
    row = f"N-1,{AT},call,,ruth,C-17,+49 30 1234567,Told him he owes 400.00,zendesk/4711,asterisk/1699.12"
    assert one("answers", header, row) == AnswerGiven(
        "phone",
        record="note",
        ticket="zendesk/4711",
        call="asterisk/1699.12",
        agent="ruth",
        to="+49301234567",
        customer_id="C-17",
        text="Told him he owes 400.00",
    )


def test_a_letter_of_another_organisation_is_their_word_and_not_ours() -> None:
    header = "answer_id,occurred_at,medium,text"
    told = one("answers", header, f"L-1,{AT},letter,We never said so.", source=Source("council", "other"))
    assert told == AnswerGiven("letter", record="sent", text="We never said so.")


def test_a_contact_may_say_its_ticket_and_that_everybody_can_read_it() -> None:
    header = "contact_id,channel,occurred_at,from,text,ticket,public"
    told = one("contacts", header, f"K-1,social,{AT},m@example.org,Third time!,4711,yes", Mapping(helpdesk="zendesk"))
    assert told == ContactReceived(
        "social", sender="m@example.org", text="Third time!", ticket="zendesk/4711", public=True
    )


@pytest.mark.parametrize(
    ("kind", "header", "row", "column", "what"),
    [
        ("deliveries", "delivery_id,state,at", f"J,teleported,{AT}", "state", "is not a word known here"),
        ("deliveries", "delivery_id,state,at", "J,lost,soon", "at", "is not a time"),
        ("deliveries", "delivery_id,state,at", f",lost,{AT}", "delivery_id", "is empty"),
        ("outages", "outage_id,began_at,ended_at", f"O,{AT},2026-05-19T00:00:00Z", "ended_at", "is before it began"),
        ("outages", "outage_id,began_at,ended_at", f"O,{AT},perhaps", "ended_at", "is not a time"),
        ("profiles", "customer_id,as_of", f",{AT}", "customer_id", "is empty"),
        ("answers", "answer_id,occurred_at,medium,text", f"A,{AT},fax,hello", "medium", "is not a word known here"),
        ("answers", "answer_id,occurred_at,medium,text,record", f"A,{AT},phone,hi,sent", "record", "cannot be on the"),
        ("answers", "answer_id,occurred_at,medium,text,record", f"A,{AT},mail,hi,heard", "record", "is not a word"),
        ("answers", "answer_id,occurred_at,medium,text,ticket", f"A,{AT},mail,hi,4711", "ticket", "whose number"),
        ("contacts", "contact_id,channel,occurred_at,public", f"K,chat,{AT},maybe", "public", "neither ticked"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_taken(kind: str, header: str, row: str, column: str, what: str) -> None:
    good = {
        "deliveries": f"J-2,lost,{AT}",
        "outages": f"O-2,{AT},",
        "profiles": f"C-2,{AT}",
        "answers": f"A-2,{AT},mail,ok" + "," * (header.count(",") - 3),
        "contacts": f"K-2,chat,{AT},no",
    }[kind]
    heard = hear(f"{header}\n{row}\n{good}\n", kind)
    assert len(heard.entries) == 1
    (problem,) = heard.problems
    assert (problem.line, problem.column, what in problem.what) == (2, column, True)
    assert problem.next_step
    assert len(heard.not_understood) == 1


def test_states_are_mapped_to_those_of_the_kind() -> None:
    with pytest.raises(Refused, match="is not a state of ours"):
        hear(f"delivery_id,state,at\nJ,x,{AT}\n", "deliveries", Mapping(states={"x": "settled"}))


# Order and repetition

HEADERS = {
    "deliveries": "delivery_id,state,at,detail",
    "outages": "outage_id,service,began_at,ended_at",
    "profiles": "customer_id,name,as_of",
    "answers": "answer_id,occurred_at,medium,text",
}
ROWS = {
    "deliveries": [f"J-{n},{state},{AT},x" for n in (1, 2) for state in ("announced", "lost")],
    "outages": [f"O-1,circuit-{n},{AT},{end}" for n in (1, 2) for end in ("", "2026-05-20T12:00:00Z")],
    "profiles": [f"C-{n},Marta,2026-05-{day}T00:00:00Z" for n in (1, 2) for day in (20, 21)],
    "answers": [f"A-{n},{AT},mail,hello {n}" for n in range(4)],
}


def entries(kind: str, rows: list[str]) -> list[Entry]:
    heard = hear("\n".join([HEADERS[kind], *rows]) + "\n", kind)
    assert not heard.problems
    return list(heard.entries)


def differs(told: list[Entry], once: list[Entry]) -> bool:
    """Whether anything is told that was not, or one id is told in two ways."""
    return set(told) != set(once) or len({entry.id for entry in told}) != len(set(told))


@pytest.mark.promise
@pytest.mark.parametrize("kind", HEADERS)
@given(st.data())
def test_order_and_repetition_change_nothing(kind: str, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(ROWS[kind] * 2))
    once = entries(kind, ROWS[kind])
    assert len(once) == 4
    assert not differs(entries(kind, shuffled), once)


@pytest.mark.promise
@pytest.mark.parametrize("kind", ["deliveries", "outages", "profiles"])
def test_an_id_without_its_state_and_time_would_be_caught(kind: str) -> None:
    """The broken twin: the first part of the id alone makes one thing of its whole history."""
    once = entries(kind, ROWS[kind])
    short = [
        Entry(entry.source, ":".join(entry.source_id.split(":")[:2]), entry.occurred, entry.what) for entry in once
    ]
    assert differs(short, short)
    assert not differs(once, once)


# The command


def run(tmp_path: Path, kind: str, body: str, *more: str, root: str) -> dict[str, Any]:
    file = tmp_path / f"{kind}.csv"
    file.write_text(body)
    args = ["--home", str(tmp_path / "home"), "intake", "table", str(file), "--as", kind, "--source", "feed"]
    result = CliRunner().invoke(amends, [*args, "--root", root, *more, "--json"], catch_exceptions=False)
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def declared(tmp_path: Path) -> list[tuple[str, bool]]:
    with open_record(tmp_path / "home") as record:
        ranges = [e.what for e in record.organisation() if isinstance(e.what, CompletenessDeclared)]
    return [(one.of, one.complete_from < one.complete_to) for one in ranges]


@pytest.mark.parametrize("kind", ["deliveries", "outages", "answers"])
def test_a_witness_says_from_when_to_when_it_tells_everything(tmp_path: Path, kind: str) -> None:
    body = "\n".join([HEADERS[kind], *ROWS[kind]])
    span = ("--complete-from", "2026-05-01T00:00:00Z", "--complete-to", "2026-06-01T00:00:00Z")
    told = run(tmp_path, kind, body, *span, root="carrier")
    assert (told["applied"], told["complete_declared"]) == (4, True)
    assert declared(tmp_path) == [(kind, True)]


def test_a_carrier_that_tells_of_some_parcels_may_know_of_others(tmp_path: Path) -> None:
    body = "\n".join([HEADERS["deliveries"], *ROWS["deliveries"]])
    run(tmp_path, "deliveries", body, root="us")
    assert declared(tmp_path) == []
    run(tmp_path, "deliveries", body, root="carrier")
    assert declared(tmp_path) == [("deliveries", False)]


def test_the_command_takes_the_options_of_the_new_tables(tmp_path: Path) -> None:
    told = run(tmp_path, "profiles", "customer_id,Tariff\nC-17,Gold\n", "--more", "Tariff", "--as-of", AT, root="us")
    assert told["applied"] == 1
    note = f"answer_id,occurred_at,medium,text,ticket,call\nN-1,{AT},phone,hello,4711,12\n"
    systems = ("--helpdesk", "zendesk", "--phone-system", "pbx")
    assert run(tmp_path, "answers", note, *systems, root="us")["applied"] == 1
    with open_record(tmp_path / "home") as record:
        (profile,) = record.about({"customer:C-17"})
        assert len(record.about({"ticket:zendesk/4711"})) == len(record.about({"call:pbx/12"})) == 1
    assert isinstance(profile.what, ProfileTold)
    assert profile.what.more == ("Tariff=Gold",)


def test_a_mapping_file_knows_the_new_settings(tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        'helpdesk = "zendesk"\nphone_system = "pbx"\nmore = ["Tariff"]\n[columns]\ncustomer_id = "Kunde"\n'
    )
    body = f"Kunde,as_of,Tariff\nC-17,{AT},Gold\n"
    assert run(tmp_path, "profiles", body, "--map-file", str(mapping), root="us")["applied"] == 1
