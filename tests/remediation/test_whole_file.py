"""The whole file of a programme: everything that has to be kept, readable without amends, and the same bytes again."""

import csv
import io
import json
from dataclasses import replace
from hashlib import sha256

from amends.facts import Entry, Moment, Payment, Programme, Reason, Standing, Verdict, iso
from amends.facts.kinds import PersonTold, RemedyAnswered, RemedyHandedOver, RemedyRequested, SuspectListed
from amends.remediation.whole_file import Person, whole_file
from remedy_stories import FAULT, MATTER, WHO, desk, file_of
from standings_told import PROGRAMME, standing
from stories import at, money

KEY = "am-1"
ACTS = (
    desk("2026-05-12 09:00", SuspectListed(PROGRAMME.id, MATTER, money("129.00 EUR"), Verdict.CUSTOMER_RIGHT,
                                           Reason.FAILED_LATER, WHO)),
    desk("2026-05-12 10:00", RemedyRequested(MATTER, money("129.00 EUR"), "lena", "", PROGRAMME.id)),
    desk("2026-05-12 12:00", RemedyHandedOver(MATTER, KEY, 1, money("129.00 EUR"), "finance", "pi_1", "omar")),
    desk("2026-05-13 09:00", RemedyAnswered(MATTER, KEY, 1, "accepted", "tr_9", "omar")),
    desk("2026-05-13 10:00", PersonTold(PROGRAMME.id, MATTER, "letter", "sent", "v1", "ab", True, WHO, "lena")),
)  # fmt: skip
OF_ANOTHER = desk("2026-05-13 11:00", PersonTold("another", "refund:R-1", "letter", "sent", about=WHO))


def made(*entries: Entry, programme: Programme = PROGRAMME, told: Standing | None = None) -> dict[str, bytes]:
    file = file_of(*entries, now="2026-05-20 09:00")
    one = told or replace(standing("MARA"), matter=MATTER, customer=WHO, payment=Payment.SAID_PAID, next_key=KEY)
    return whole_file(programme, [Person(one, file)], [], now=at("2026-05-20 09:00"), rules="0.1.0")


def test_each_file_is_in_the_manifest_with_its_hash() -> None:
    files = made(*FAULT, *ACTS)
    manifest = json.loads(files.pop("manifest.json"))
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: sha256(content).hexdigest() for name, content in files.items()
    }
    assert all(name in files["README.txt"].decode() for name in files if "/" not in name and name != "README.txt")


def test_it_is_the_same_whatever_the_order_of_arrival() -> None:
    assert made(*FAULT, *ACTS) == made(*reversed(ACTS), *reversed(FAULT))


def test_payments_and_attempts_to_tell_are_tables() -> None:
    files = made(*FAULT, *ACTS)
    (paid,) = csv.DictReader(io.StringIO(files["payments.csv"].decode()))
    assert (paid["key"], paid["to"], paid["answer"], paid["reference"], paid["arrived_by"]) == (
        KEY, "finance", "accepted", "tr_9", "",
    )  # fmt: skip
    (told,) = csv.DictReader(io.StringIO(files["contacts.csv"].decode()))
    assert (told["channel"], told["letter_sha256"], told["apologised"], told["by"]) == ("letter", "ab", "yes", "lena")


def test_the_entries_behind_it_are_in_it_and_no_others() -> None:
    lines = made(*FAULT, *ACTS, OF_ANOTHER)["entries.jsonl"].decode().splitlines()
    ids = [json.loads(line)["entry"] for line in lines]
    assert {entry.id for entry in (*FAULT[1:], *ACTS)} <= set(ids)
    assert OF_ANOTHER.id not in ids
    assert [json.loads(line)["when"] for line in lines] == sorted(json.loads(line)["when"] for line in lines)


def test_a_person_is_in_it_with_the_witnesses_and_the_amount_line_by_line() -> None:
    (person,) = (json.loads(line) for line in made(*FAULT, *ACTS)["people.jsonl"].decode().splitlines())
    assert [line["amount_minor"] for line in person["owed_lines"]] == [4_900]
    (opinion,) = person["opinions"]
    assert (opinion["verdict"], opinion["reason"]) == ("customer_right", "failed_later")
    assert opinion["witnesses"]


def test_it_is_kept_for_five_years_from_the_sign_off() -> None:
    assert json.loads(made(*FAULT)["manifest.json"])["keep_until"] is None
    closed = replace(PROGRAMME, closed_by=("lena", "omar"), closed_at=Moment(at("2026-07-01 00:00")))
    keep = json.loads(made(*FAULT, programme=closed)["manifest.json"])["keep_until"]
    assert keep == "2031-07-02T00:00:00Z"
    assert keep > iso(at("2031-07-01 00:00"))
