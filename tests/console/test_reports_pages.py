"""Reports on pages: made in half a minute, followed by a code, read by a reviewer who leads nobody, and by others only
as what nobody can be guessed by.
"""

import re
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from amends.facts import Policy
from amends.learning.report_codes import id_of
from amends.learning.reports import Report, reports
from amends.record.report_entries import reports_told
from amends.record.reviewer_key import make_key
from desk_stories import WHO, failed_refund_story

CANARY = "zephyrine-quillfeather"
CONTACT = "zendesk/771204"
PASSPHRASE = "four words are enough"
CODE = re.compile(r"<code>((?:[0-9A-Z]{4}-){5}[0-9A-Z]{4})</code>")


@pytest.fixture
def key(desk: Any, tmp_path: Path) -> Path:
    """The file of the reviewer's key; Noor is the reviewer, Lena leads, Max has both roles."""
    make_key(desk.home, tmp_path / "key", PASSPHRASE)
    for name, roles in (("Noor", ("reviewer",)), ("Lena", ("lead",)), ("Max", ("lead", "reviewer"))):
        give(desk, name, *roles)
    return tmp_path / "key"


def give(desk: Any, name: str, *roles: str) -> None:
    from django.contrib.auth.models import User

    from amends.console.people.roles import give as give_role

    desk.browser(name)
    for role in roles:
        give_role(User.objects.get(username=name), role)


def form(**fields: str) -> dict[str, str]:
    return {"form_id": str(uuid.uuid4()), **fields}


def made(desk: Any, **fields: str) -> str:
    """The canary reports; gives the code."""
    told = {"text": "I sent the refund twice", "contact": CONTACT} | fields
    answer = desk.browser(CANARY).post("/report", form(**told))
    assert answer.status_code == 200
    [code] = CODE.findall(answer.content.decode())
    return str(code)


def the_report(desk: Any) -> Report:
    [found] = reports(reports_told(desk.record))
    return found


def change(desk: Any, report: Report, event: str, **fields: str) -> Any:
    return desk.browser("Noor").post(f"/reports/{report.id}/changes", form(event=event, **fields))


def test_a_report_takes_one_field_and_gives_a_code_once(desk: Any, key: Path) -> None:
    page = desk.browser(CANARY).get("/report")
    assert page["Cache-Control"] == "no-store"
    code = made(desk)
    assert the_report(desk).id == id_of(code)
    answer = desk.browser(CANARY).post("/report/status", {"code": code.lower()})
    assert "Your report is open." in answer.content.decode()
    assert "Nothing has come of it yet." in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_stopping_the_harm_stands_before_the_code_and_thanks_come_with_it(desk: Any, key: Path) -> None:
    desk.tell(failed_refund_story())
    contact = next(e for e in failed_refund_story() if e.what.kind == "contact.received").id
    page = desk.browser(CANARY).post("/report", form(text="I told him wrong", contact=contact)).content.decode()
    assert page.index("is owed") < page.index("Your code") < page.index(">Thank you</h2>")
    assert "a few quiet minutes" in page


def test_the_case_page_fills_in_the_contact_and_no_address_carries_it(desk: Any, key: Path) -> None:
    desk.tell(failed_refund_story())
    page = desk.browser(CANARY).get(f"/customers/{WHO}").content.decode()
    assert "Report a mistake of mine" in page
    assert "/report?" not in page
    filled = desk.browser(CANARY).post("/report", {"begin": "1", "contact": CONTACT}).content.decode()
    assert f'value="{CONTACT}"' in filled
    assert reports(reports_told(desk.record)) == ()


def test_the_same_form_twice_is_one_report_with_one_code(desk: Any, key: Path) -> None:
    told = form(text="I sent it twice", contact="")
    codes = {CODE.findall(desk.browser(CANARY).post("/report", told).content.decode())[0] for _ in range(2)}
    assert len(codes) == 1
    assert the_report(desk).identity is not None
    assert desk.record.conflicts() == []


def test_an_empty_report_and_a_form_without_a_number_are_refused_in_words(desk: Any, key: Path) -> None:
    empty = desk.browser(CANARY).post("/report", form(text=" "))
    assert (empty.status_code, "One line is enough" in empty.content.decode()) == (422, True)
    assert desk.browser(CANARY).post("/report", {"text": "x"}).status_code == 422
    assert reports(reports_told(desk.record)) == ()


def test_a_name_in_the_text_is_asked_about_before_anything_is_written(desk: Any, key: Path) -> None:
    desk.browser("Sam")
    told = form(text="Sam and I sent it twice")
    page = desk.browser(CANARY).post("/report", told)
    assert "It names Sam." in page.content.decode()
    assert reports(reports_told(desk.record)) == ()
    assert desk.browser(CANARY).post("/report", told | {"as_it_is": "yes"}).status_code == 200
    assert the_report(desk).text == "Sam and I sent it twice"


def test_without_a_key_it_is_taken_and_says_that_no_name_is_kept(desk: Any) -> None:
    page = desk.browser(CANARY).post("/report", form(text="x", contact=CONTACT)).content.decode()
    assert "No name is kept, because there is no reviewer's key yet" in page
    assert the_report(desk).identity is None


def test_the_reviewer_asks_and_the_reporter_answers_by_the_code(desk: Any, key: Path) -> None:
    code = made(desk)
    assert change(desk, the_report(desk), "asked", words="Which amount was it?").status_code == 302
    browser = desk.browser(CANARY)
    assert "Which amount was it?" in browser.post("/report/status", {"code": code}).content.decode()
    said = browser.post("/report/answers", {"code": code, "text": "129.00"}).content.decode()
    assert "Written down." in said
    page = desk.browser("Noor").get(f"/reports/{the_report(desk).id}").content.decode()
    assert "The reporter wrote: <q>129.00</q>" in page
    assert browser.post("/report/answers", {"code": code, "text": " "}).status_code == 422


def test_the_reviewer_opens_the_name_for_one_answer_and_the_reporter_sees_it(desk: Any, key: Path) -> None:
    code, report = made(desk), the_report(desk)
    page = opened(desk, "Noor", report, key)
    assert CANARY in page.content.decode()
    assert CONTACT in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert CANARY not in desk.browser("Noor").get(f"/reports/{report.id}").content.decode()
    assert "opened your name" in desk.browser(CANARY).post("/report/status", {"code": code}).content.decode()


def test_what_was_done_is_told_to_the_reviewer_as_it_was(desk: Any, key: Path) -> None:
    """That somebody read a report is written nowhere; that the name was opened is, and is called so."""
    code, report = made(desk), the_report(desk)
    desk.browser("Noor").get(f"/reports/{report.id}")
    assert "Nothing has come of it yet." in desk.browser(CANARY).post("/report/status", {"code": code}).content.decode()
    assert "The name was opened" not in desk.browser("Noor").get(f"/reports/{report.id}").content.decode()
    opened(desk, "Noor", report, key)
    assert "The name was opened" in desk.browser("Noor").get(f"/reports/{report.id}").content.decode()


@pytest.mark.parametrize("path", ["/report/status", "/report/answers"])
def test_whoever_comes_back_to_an_address_behind_a_code_is_asked_for_it_again(desk: Any, key: Path, path: str) -> None:
    answer = desk.browser(CANARY).get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/report")
    assert desk.browser(CANARY).put(path).status_code == 405, "the twin"


def opened(desk: Any, name: str, report: Report, key: Path, passphrase: str = PASSPHRASE) -> Any:
    with key.open("rb") as file:
        return desk.browser(name).post(f"/reports/{report.id}/name", {"key": file, "passphrase": passphrase})


def test_a_wrong_key_opens_nothing_and_is_said(desk: Any, key: Path, tmp_path: Path) -> None:
    made(desk)
    report = the_report(desk)
    assert opened(desk, "Noor", report, key, "four words are wrong").status_code == 409
    (tmp_path / "no").write_bytes(b"no key")
    assert opened(desk, "Noor", report, tmp_path / "no").status_code == 422
    assert desk.browser("Noor").post(f"/reports/{report.id}/name", {}).status_code == 422
    assert the_report(desk).changes == ()


def test_closing_says_what_came_of_it_and_destroys_the_name(desk: Any, key: Path) -> None:
    code, report = made(desk), the_report(desk)
    assert change(desk, report, "closed").status_code == 422
    assert the_report(desk).identity is not None
    assert change(desk, report, "closed", words="The button asks now").status_code == 302
    assert the_report(desk).identity is None
    assert change(desk, report, "asked", words="One more thing").status_code == 409
    page = desk.browser(CANARY).post("/report/status", {"code": code}).content.decode()
    assert "Your report is closed." in page
    assert "The button asks now" in page
    assert opened(desk, "Noor", report, key).status_code == 409


def test_the_reporters_own_words_are_not_the_reviewers_to_write(desk: Any, key: Path) -> None:
    made(desk)
    assert change(desk, the_report(desk), "answered", words="x").status_code == 422
    assert change(desk, the_report(desk), "read").status_code == 422
    assert the_report(desk).changes == ()


def test_what_others_may_read_names_nobody(desk: Any, key: Path) -> None:
    desk.world.policy = Policy(agents={"Sam": ("PJSIP/sam", "Samantha Okafor")})
    made(desk)
    for named in (f"{CANARY} sent it twice", "Okafor sent it twice"):
        refused = change(desk, the_report(desk), "shared", step="refund.send", summary=named)
        assert refused.status_code == 422
        assert "people never" in refused.content.decode()
    good = change(desk, the_report(desk), "shared", step="refund.send", summary="A refund went out twice")
    assert good.status_code == 302


ADDRESSES = ("/reports", "/reports/{id}")
POSTS = ("/reports/{id}/changes", "/reports/{id}/name")


def who_gets_in(desk: Any) -> set[str]:
    """Who gets anything but "there is no such page" from a page of the reviewer."""
    report = the_report(desk)
    found = set()
    for name in ("Noor", "Lena", "Max", "Sam", "admin", CANARY):
        client = desk.browser(name)
        answers = [client.get(address.format(id=report.id)) for address in ADDRESSES]
        answers += [client.post(address.format(id=report.id), form(event="read")) for address in POSTS]
        if any(answer.status_code != 404 for answer in answers):
            found.add(name)
    return found


@pytest.mark.promise
def test_the_reports_are_there_for_the_reviewer_who_leads_nobody(desk: Any, key: Path) -> None:
    made(desk)
    assert who_gets_in(desk) == {"Noor"}


@pytest.mark.promise
def test_without_its_two_checks_others_would_get_in(desk: Any, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import access
    from amends.console.pages import reports as pages

    made(desk)
    monkeypatch.setattr(pages, "is_reviewer", lambda request: True)
    assert who_gets_in(desk) == {"Noor", "Max"}  # the role is still asked for
    monkeypatch.setattr(access, "ROLE_ROUTES", {})
    assert who_gets_in(desk) > {"Noor", "Max"}


def without_token(answer: Any) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())


def test_a_report_that_does_not_exist_looks_like_one_that_is_hidden(desk: Any, key: Path) -> None:
    made(desk)
    there = desk.browser("Sam").get(f"/reports/{the_report(desk).id}")
    not_there = desk.browser("Sam").get("/reports/0123456789abcdef")
    assert there.status_code == not_there.status_code == 404
    assert without_token(there) == without_token(not_there)
    assert desk.browser("Noor").get("/reports/0123456789abcdef").status_code == 404


@pytest.mark.promise
def test_guessing_codes_is_slowed_down_and_a_wrong_one_is_like_an_unknown_one(desk: Any, key: Path) -> None:
    from amends.console.pages import my_report

    code = made(desk)
    client = desk.browser("Sam")
    my_report.throttle.passed("Sam", "127.0.0.1")
    wrong = [client.post("/report/status", {"code": told}) for told in (code[:-1] + "?", "X", "", code[::-1])]
    told = {re.search(r'role="alert">([^<]*)<', answer.content.decode())[1] for answer in wrong}  # type: ignore[index]
    assert len(told) == 1
    statuses = [client.post("/report/status", {"code": "X"}).status_code for _ in range(6)]
    assert statuses[-1] == 429
    assert client.post("/report/status", {"code": code}).status_code == 429
    my_report.throttle.passed("Sam", "127.0.0.1")


def test_nobody_guesses_from_an_address_in_a_session(desk: Any, key: Path) -> None:
    made(desk)
    from django.contrib.sessions.models import Session

    kept = [session.get_decoded() for session in Session.objects.all()]
    assert kept
    assert {name for one in kept for name in one} <= {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}


def leaks(desk: Any, *words: str) -> list[str]:
    """Pages, answers of the API and tables in which one of these can be read by anybody but the canary himself."""
    report, found = the_report(desk), []
    pages = ["/", "/promises", "/mine", "/sources", "/sources/quarantine", "/sweep", "/programmes", "/report"]
    pages += ["/report/shared", f"/customers/{WHO}", f"/brief/{WHO}", "/scores", "/scores/agents", "/appeals"]
    pages += ["/api/v1/queue", f"/api/v1/customers/{WHO}", "/api/v1/balance", "/api/v1/scores/system"]
    pages += ["/api/v1/openapi.json", "/reports", f"/reports/{report.id}"]
    for name in ("Noor", "Lena", "Max", "Sam", "admin"):
        client = desk.browser(name)
        for address in pages:
            answer = client.get(address)
            assert answer.status_code < 500, address
            content = answer.content.decode().lower()
            found += [f"{name} {address}: {word}" for word in words if word.lower() in content]
    return found + tables(desk.home, *words)


def tables(home: Path, *words: str) -> list[str]:
    """Rows of the console's tables with one of these; who may log in is written in one of them."""
    with closing(sqlite3.connect(home / "desk.sqlite")) as database:
        lines = [line.lower() for line in database.iterdump() if '"auth_user"' not in line]
    return [f"table: {word}" for word in words if any(word.lower() in line for line in lines)]


@pytest.mark.promise
def test_the_canary_is_on_no_page_in_no_answer_and_in_no_table(desk: Any, key: Path, caplog: Any, capsys: Any) -> None:
    desk.tell(failed_refund_story())
    made(desk)
    assert leaks(desk, CANARY, CONTACT) == []
    opened(desk, "Noor", the_report(desk), key)
    assert leaks(desk, CANARY, CONTACT) == []
    change(desk, the_report(desk), "closed", words="The button asks now")
    assert leaks(desk, CANARY, CONTACT) == []
    logged = caplog.text + "".join(capsys.readouterr())
    assert CANARY not in logged
    assert CONTACT not in logged
    assert files_with(desk.home, CANARY, CONTACT) == []


def files_with(home: Path, name: str, contact: str) -> list[str]:
    """Files of the home in which one of them can be read, byte by byte: also what was deleted, and the logs. Who
    may log in stands in the desk's own.
    """
    found = []
    for file in home.rglob("*"):
        words = (contact,) if file.name.startswith("desk.sqlite") else (name, contact)
        if file.is_file() and any(word.encode() in file.read_bytes() for word in words):
            found.append(file.name)
    return found


def test_a_file_that_holds_the_contact_would_be_noticed(desk: Any, key: Path) -> None:
    from amends.console.models import DeskHandle

    made(desk)
    handle = DeskHandle.objects.create(handle=CONTACT, row_key=WHO)
    assert any(name.startswith("desk.sqlite") for name in files_with(desk.home, CANARY, CONTACT))
    handle.delete()
    (desk.home / "notes.txt").write_text(CANARY)
    assert "notes.txt" in files_with(desk.home, CANARY, CONTACT)


@pytest.mark.promise
def test_a_page_that_shows_what_was_sealed_would_be_noticed(
    desk: Any, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.record import reporting

    monkeypatch.setattr(reporting, "reviewer_key", lambda home: None)  # and so the contact is not sealed
    made(desk)
    assert leaks(desk, CANARY, CONTACT) == [f"Noor /reports/{the_report(desk).id}: {CONTACT}"]
