"""What a remediation gives to take away, and the files that it takes in."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from amends.console.uploaded import hear_rows
from amends.facts import Refused
from amends.facts.kinds import PersonTold, PreferenceTold, RemedyAnswered
from programme_story import NAME, PAGE, do, fields, on_page, open_remediation, to_ready, words_in
from test_programme_acts import of_kind
from test_sweep_page import words_of

LETTERS = f"{PAGE}/letters?shop=Nordlys&answer_to=help%40nordlys.example"


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def upload(name: str, text: str | bytes) -> io.BytesIO:
    file = io.BytesIO(text.encode() if isinstance(text, str) else text)
    file.name = name
    return file


def test_letters_say_how_the_amount_was_computed_and_no_more_than_a_days_worth(desk: Any) -> None:
    from dataclasses import replace

    desk.world.policy = replace(desk.world.policy, remediation_contacts_per_day=2)
    browser = open_remediation(desk, 4, large=1)
    words = words_of(browser, LETTERS)
    assert "2 letters for today, the most pressing first. " in words
    assert words.index("600.00 EUR") < words.index("Your refund of 25.00 EUR")
    assert "Together: 600.00 EUR" in words
    assert "help@nordlys.example" in words
    assert "does not say who writes it" in words_in(browser.get(f"{PAGE}/letters"))


def test_the_folder_of_letters_is_the_same_bytes_and_its_list_is_taken_in_again(desk: Any) -> None:
    browser = open_remediation(desk, 2)
    content = browser.get(f"{LETTERS}&zip=1").content
    assert browser.get(f"{LETTERS}&zip=1").content == content
    files = unzipped(content)
    assert sorted(files) == ["001-RF-0000.txt", "002-RF-0001.txt", "letters.csv"]
    assert files["001-RF-0000.txt"].startswith(b"Your refund of 25.00 EUR\n\nDear Hit 0,")
    told = fields(file=upload("letters.csv", files["letters.csv"]))
    assert browser.post(f"{PAGE}/told/file", told).status_code == 302
    entries = of_kind(desk, PersonTold)
    assert [(e.matter, e.channel, e.outcome, e.apologised) for e in entries] == [
        ("refund:RF-0000", "letter", "sent", True),
        ("refund:RF-0001", "letter", "sent", True),
    ]
    listed = list(csv.DictReader(io.StringIO(files["letters.csv"].decode(), newline="")))
    assert [e.letter_sha256 for e in entries] == [row["letter_sha256"] for row in listed]
    assert "To be told" not in words_of(browser, PAGE)


def test_who_opted_out_of_contact_gets_no_letter(desk: Any) -> None:
    from amends.facts import Entry, Source
    from desk_stories import at

    browser = open_remediation(desk, 2)
    no = PreferenceTold("opt_out", "mail", words="Do not write to me.", by="Ruth", about="customer:F-0000")
    desk.tell([Entry(Source("desk", "us"), "preference:1", at("06-17T10:00"), no)])
    words = words_of(browser, LETTERS)
    assert "1 letter for today" in words
    assert "1 gets no letter" in words
    assert "not-written-to.csv" in unzipped(browser.get(f"{LETTERS}&zip=1").content)


def test_the_teams_own_letter_is_read_and_a_bad_one_is_named_with_its_line(desk: Any) -> None:
    browser = open_remediation(desk, 1)
    own = desk.home / "letters" / "remediation.txt"
    own.parent.mkdir()
    own.write_text("Subject: Money back\n$name\n$lines\n$amount\n$arrival\n$answer_to\n")
    assert "Money back" in words_of(browser, LETTERS)
    own.write_text("Dear $nmae,\n$lines $amount $arrival $answer_to")
    answer = browser.get(LETTERS)
    assert answer.status_code == 422
    assert "is no placeholder" in words_in(answer)
    own.write_bytes(b"\xff\xfe")
    assert "is not text in UTF-8" in words_in(browser.get(LETTERS))


def test_the_payers_file_of_answers_is_taken_in_once(desk: Any) -> None:
    browser = to_ready(desk, 2)
    keys = [line.split(" ")[3] for line in on_page(browser, "payments")]
    do(browser, "payments")
    text = f"key,attempt,outcome,reference\n{keys[0]},1,Accepted,P-1\n{keys[1]},1,refused,\n"
    form = fields()
    for _ in range(2):
        answer = browser.post(f"{PAGE}/answers/file", {**form, "file": upload("answers.csv", text)})
        assert answer.status_code == 302
    assert [(a.outcome, a.reference) for a in of_kind(desk, RemedyAnswered)] == [("accepted", "P-1"), ("refused", "")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "came without a file"),
        (b"key,attempt,outcome,reference\n", "has no line but its heading"),
        (b"key,attempt,outcome\nam-1,1,accepted\n", "has no column reference"),
        (b"key,attempt,outcome,reference\nam-1,1,acc", "another number of cells"),
        (b"key,attempt,outcome,reference\nam-1,1,accepted,\n", "names no payment of this remediation"),
        (b"key,attempt,outcome,reference\n\xff,1,accepted,\n", "is not UTF-8 at byte"),
        (b'key,attempt,outcome,reference\n"am-1,1,accepted,\n', "is no CSV from here on"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_whole(desk: Any, text: bytes, words: str) -> None:
    browser = to_ready(desk, 1)
    do(browser, "payments")
    answer = browser.post(f"{PAGE}/answers/file", fields(file=upload("answers.csv", text)))
    assert answer.status_code == 409
    assert words in words_in(answer)
    assert of_kind(desk, RemedyAnswered) == []


def test_a_payment_that_is_answered_twice_in_one_file_is_refused_whole(desk: Any) -> None:
    browser = to_ready(desk, 1)
    [key] = [line.split(" ")[3] for line in on_page(browser, "payments")]
    do(browser, "payments")
    text = f"key,attempt,outcome,reference\n{key},1,accepted,\n{key},1,refused,\n"
    answer = browser.post(f"{PAGE}/answers/file", fields(file=upload("answers.csv", text)))
    assert "names one payment twice" in words_in(answer)
    assert of_kind(desk, RemedyAnswered) == []


def test_rows_of_a_spreadsheet_with_semicolons_are_read() -> None:
    assert hear_rows("a;b;c\r\n1; 2 ;3\r\n", ("a", "b"), "x.csv") == [{"a": "1", "b": "2"}]
    with pytest.raises(Refused, match="line 2"):
        hear_rows("a,b\n1,2,3\n", ("a", "b"), "x.csv")


def test_those_drawn_in_a_scope_test_can_be_put_to_the_gateway(desk: Any) -> None:
    browser = open_remediation(desk, 3, good=8)
    browser.post(f"{PAGE}/scope-tests", fields())
    seed = desk.acts()[-1].what.seed
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{PAGE}/scope-tests/{seed}").content.decode(), newline="")))
    assert len(rows) == 8
    assert {row["put_to_the_gateway"] for row in rows} == {"no"}
    assert browser.get(f"{PAGE}/scope-tests/{seed + 1}").status_code == 404


def test_everything_about_it_is_one_file_with_the_hash_of_each(desk: Any) -> None:
    from hashlib import sha256

    browser = to_ready(desk, 2)
    do(browser, "payments")
    answer = browser.get(f"{PAGE}/export")
    assert answer["Content-Disposition"] == f'attachment; filename="remediation-{NAME}.zip"'
    files = unzipped(answer.content)
    manifest = json.loads(files["manifest.json"])
    assert {one["name"] for one in manifest["files"]} == set(files) - {"manifest.json"}
    assert all(sha256(files[one["name"]]).hexdigest() == one["sha256"] for one in manifest["files"])
    assert files["payments.csv"].count(b"refund:RF-") == 2


def test_a_batch_that_never_was_is_not_found(desk: Any) -> None:
    browser = to_ready(desk, 1)
    assert browser.get(f"{PAGE}/payments/1").status_code == 404
