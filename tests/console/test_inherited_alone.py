""" "I inherited this": what one of us is told alone is found by nobody else, on no page, in no answer, in no table."""

import re
from typing import Any

import pytest

from amends.facts import Entry, Moment, Policy
from amends.facts.moments import DAY_US
from conversation_stories import call, profile
from desk_stories import NOW, WHO, failed_refund_story
from learning_told import form
from machine import REPOSITORY
from test_mine import who_finds_it as who_has_a_task

AGENTS = {"ruth": ("PJSIP/ruth", "zendesk/3301"), "omar": ("PJSIP/omar",), "lena": ("zendesk/77",)}
PAGE = f"/customers/{WHO}/inherited"
LINE = "Nobody had asked the gateway"
FORMER, LATER = "pbx/1:1", "pbx/2:1"
EVERYBODY = ("ruth", "omar", "lena", "admin", "PJSIP/ruth")
SECRETS = (LINE, "inherited:", "harder to take over")


def two_took_it(*, ended_by: str = "customer") -> list[Entry]:
    """M. Lindqvist called and had Ruth; he called again two days later and had Omar."""
    first = call("1", "06-14T09:00", "06-14T09:01", "06-14T09:05", agent="PJSIP/ruth", ended_by=ended_by)
    second = call("2", "06-16T09:00", "06-16T09:01", "06-16T09:06", agent="PJSIP/omar", ended_by="customer")
    return [*failed_refund_story(), profile(), *first, *second]


@pytest.fixture
def told(desk: Any) -> Any:
    """Nobody has said anything of it yet."""
    desk.world.policy = Policy(agents=AGENTS)
    desk.tell(two_took_it())
    for name in EVERYBODY:
        desk.browser(name)
    return desk


def say(desk: Any, who: str = "omar", **fields: str) -> Any:
    sent = {"contact": LATER, "earlier": FORMER, "step": "refund.send", "words": LINE} | fields
    return desk.browser(who).post(PAGE, form(**sent))


@pytest.fixture
def said(told: Any) -> Any:
    """Omar said it."""
    assert say(told).status_code == 302
    return told


def mine(desk: Any, who: str) -> str:
    return str(desk.browser(who).get("/mine").content.decode())


def notice_in(html: str) -> str:
    return html.partition('name="notice" value="')[2].partition('"')[0]


def read_it(desk: Any, who: str = "ruth") -> Any:
    return desk.browser(who).post(f"/mine/{WHO}/notices", {"notice": notice_in(mine(desk, "ruth"))})


def who_finds_it(desk: Any) -> set[str]:
    return {name for name in EVERYBODY if any(word in mine(desk, name) for word in SECRETS)}


def options(html: str, name: str) -> list[tuple[str, str]]:
    """(words, "selected" or nothing) of one choice."""
    inside = re.search(rf'<select[^>]*name="{name}">(.*?)</select>', html, re.DOTALL)
    assert inside is not None
    return [(words, chosen) for chosen, words in re.findall(r"<option[^>]*?(selected)?>([^<]*)</option>", inside[1])]


def test_the_form_offers_contacts_by_time_and_channel_and_names_nobody(told: Any) -> None:
    html = told.browser("omar").get(PAGE).content.decode()
    assert options(html, "contact") == [("16 June 2026 09:00, phone", "selected")]
    earlier = [words for words, _ in options(html, "earlier")]
    assert earlier == ["The one just before it, of the same case", "14 June 2026 09:00, phone"]
    main = html.partition("<main")[2].partition("</main>")[0].lower()
    assert not any(name in main for name in ("ruth", "omar", "lena", "pjsip", "3301"))


def test_who_took_over_two_days_ago_and_again_today_says_it_of_the_first(told: Any) -> None:
    told.tell(call("3", "06-17T09:00", "06-17T09:01", "06-17T09:06", agent="PJSIP/omar"))
    html = told.browser("omar").get(PAGE).content.decode()
    assert options(html, "contact") == [("17 June 2026 09:00, phone", ""), ("16 June 2026 09:00, phone", "selected")]
    assert say(told, earlier="").status_code == 302
    assert who_finds_it(told) == {"ruth"}


def test_where_no_source_says_whose_it_was_every_contact_is_offered(told: Any) -> None:
    html = told.browser("lena").get(PAGE).content.decode()
    assert len(options(html, "contact")) == 3
    assert "No source says yet which of these was with you." in html


def test_it_cannot_have_come_from_a_later_contact(told: Any) -> None:
    answer = say(told, contact=FORMER, earlier=LATER)
    assert answer.status_code == 422
    assert "came from a later contact" in answer.content.decode()
    assert told.acts() == []


def test_what_was_chosen_is_still_there_when_the_page_asks(told: Any) -> None:
    html = say(told, words="Lena said so").content.decode()
    assert "Not saved yet." in html
    assert ">Lena said so</textarea>" in html
    assert ("14 June 2026 09:00, phone", "selected") in options(html, "earlier")
    assert ("Sending a refund to the gateway", "selected") in options(html, "step")


def test_it_is_told_kindly_and_not_by_whom(said: Any) -> None:
    html = mine(said, "ruth")
    assert "1 thing for you alone." in html
    assert "It happens to everybody, and only you see this." in html
    assert LINE in html
    assert "omar" not in html.partition("<main")[2].lower()


def test_hard_words_of_a_colleague_are_folded(told: Any) -> None:
    say(told, words="What an idiot, nobody had asked the gateway")
    html = mine(told, "ruth")
    assert "<summary>Folded: hard words</summary>" in html


@pytest.mark.promise
def test_nobody_else_finds_it(said: Any) -> None:
    assert who_finds_it(said) == {"ruth"}


@pytest.mark.promise
def test_without_the_check_of_the_name_others_would(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.pages import mine as page
    from amends.learning.inherited import notices

    monkeypatch.setattr(page, "customers_of", lambda *_: [WHO])
    assert who_finds_it(said) == {"ruth"}  # the second check still holds
    monkeypatch.setattr(page, "_notices", lambda file, user: list(notices(file, said.world.policy)))
    assert who_finds_it(said) > {"ruth"}


def test_for_others_it_does_not_exist(said: Any) -> None:
    there = read_it(said, "omar")
    never = said.browser("omar").post(f"/mine/{WHO}/notices", {"notice": "inherited:desk/none"})
    assert there.status_code == never.status_code == 404
    assert said.browser("ruth").get(f"/mine/{WHO}/notices").status_code == 405
    assert len(said.acts()) == 1


ADDRESSES = (
    *("/", "/promises", f"/customers/{WHO}", f"/brief/{WHO}", "/sources", "/sweep", "/scores", "/report/shared"),
    *("/register", "/lessons", "/digest/2026-06", "/appeals", "/mine", "/mine/score", "/mine/contacts", PAGE),
    *("/api/v1/queue", f"/api/v1/customers/{WHO}", "/api/v1/balance", "/api/v1/scores/system"),
)
COUNTED = {"/sources", "/api/v1/balance"}  # that one more thing was written at the desk, whatever it was
ROLES = {"omar": (), "lena": ("lead",), "admin": ("lead", "reviewer")}


def pages(desk: Any) -> dict[str, str]:
    """Everything that others can read, without what is new on every page: tokens and numbers of forms."""
    from test_reports_pages import give

    found = {}
    for name, roles in ROLES.items():
        give(desk, name, *roles)
        client = desk.browser(name)
        for address in ADDRESSES:
            html = client.get(address).content.decode()
            html = re.sub(r'value="(?:[A-Za-z0-9]{64}|[0-9a-f]{8}-[0-9a-f-]{27})"', "", html)
            found[f"{name} {address}"] = html
    return found


def leaks(desk: Any) -> list[str]:
    """Where it, or that there is one, or its owner beside it, can be read by somebody else."""
    from amends.console.desk import dump

    found = [where for where, html in pages(desk).items() if any(word in html for word in SECRETS)]
    stored = b"\n".join(line for line in dump().splitlines() if b'"at_random"' not in line)  # who took a contact
    return found + [word for word in (*SECRETS, *AGENTS, "PJSIP") if word.encode() in stored]


@pytest.mark.promise
def test_it_is_on_no_page_in_no_answer_and_in_no_table(said: Any) -> None:
    assert leaks(said) == []


@pytest.mark.promise
def test_a_table_with_names_would_show(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.desk import private, rebuild

    monkeypatch.setattr(private, "digest", lambda key, user: f"{key}:{user}")
    rebuild(said.record, said.world.policy, NOW)
    assert leaks(said) == ["ruth"]


@pytest.mark.promise
def test_a_register_that_does_not_wait_would_show(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.learning import inherited

    monkeypatch.setattr(inherited, "NOTICE_DAYS", 0)
    say(told)
    assert "lena /register" in leaks(told)


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {where.partition(" ")[2] for where in before if before[where] != after[where]}


@pytest.mark.promise
def test_that_it_was_said_changes_no_page_of_others(told: Any) -> None:
    before = pages(told)
    assert say(told).status_code == 302
    assert changed(before, pages(told)) == COUNTED


@pytest.mark.promise
def test_that_it_was_read_changes_the_register_and_the_digest_and_nothing_else(said: Any) -> None:
    before = pages(said)
    assert read_it(said).status_code == 302
    assert changed(before, pages(said)) == {"/register", "/digest/2026-06"} | COUNTED
    assert "Nothing for you alone." in mine(said, "ruth")


@pytest.mark.promise
def test_a_timeline_that_told_of_it_would_be_noticed(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import timeline

    before = pages(told)
    monkeypatch.setattr(timeline, "_is_left_out", lambda entry: entry.what.kind == "completeness.declared")
    say(told)
    assert f"/customers/{WHO}" in changed(before, pages(told))


def what_leads_from_a_notice_to_who_took_the_contact() -> list[str]:
    """Whatever stands in a row that a notice made and in a row of a contact: there the two could be put together."""
    from amends.console.desk.models import DeskTaken, DeskTask

    marks, taken = list(DeskTask.objects.values()), list(DeskTaken.objects.values())
    assert marks
    assert taken
    words = {str(value) for row in taken for value in row.values() if len(str(value)) > 4}
    return [name for row in marks for name, value in row.items() if any(word in str(value) for word in words)]


@pytest.mark.promise
def test_no_table_that_says_who_took_a_contact_leads_to_whose_notice_it_is(said: Any) -> None:
    assert what_leads_from_a_notice_to_who_took_the_contact() == []


@pytest.mark.promise
def test_a_table_with_customers_would_lead_there(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.desk import private, rebuild

    monkeypatch.setattr(private, "sealed", lambda key: key)
    rebuild(said.record, said.world.policy, NOW)
    assert "customer" in what_leads_from_a_notice_to_who_took_the_contact()


def test_a_task_and_a_notice_with_one_customer_look_like_one_mark(desk: Any) -> None:
    """Whoever reads the table cannot tell which of the two somebody has."""
    from amends.console.desk.models import DeskTask

    desk.world.policy = Policy(agents=AGENTS)
    desk.tell(two_took_it(ended_by="us"))
    before = DeskTask.objects.count()
    say(desk)
    assert (before, DeskTask.objects.count()) == (1, 1)
    assert "2 things for you alone." in mine(desk, "ruth")
    assert who_has_a_task(desk) == set(), "Ruth is ruth here"


def test_it_goes_with_the_customer(said: Any) -> None:
    from amends.console.desk import renew
    from amends.console.desk.models import DeskMistake, DeskTask

    handles = [WHO, "phone:+493012345", "email:c-17@example.org"]
    said.record.erase(set(handles))
    renew(said.record, said.world.policy, NOW, handles)
    assert not DeskTask.objects.exists()
    assert not DeskMistake.objects.exists()
    assert "Nothing for you alone." in mine(said, "ruth")


def test_rows_of_the_follower_are_those_of_a_rebuild(said: Any) -> None:
    from amends.console.desk import dump, rebuild

    before = dump()
    rebuild(said.record, said.world.policy, NOW)
    assert dump() == before


def test_unread_it_stays_on_his_page_and_the_register_has_it_after_a_week(said: Any) -> None:
    from amends.console.desk import catch_up

    said.at(Moment(NOW + 8 * DAY_US))
    catch_up(said.record, said.world.policy, said.world.now())
    assert who_finds_it(said) == {"ruth"}
    assert LINE in said.browser("lena").get("/register").content.decode()


def test_nobody_is_told_of_what_was_his_own(told: Any) -> None:
    say(told, who="ruth", contact=LATER)
    assert who_finds_it(told) == set()


def customers_of_what_waits() -> list[str]:
    from amends.console.desk.models import DeskMistake

    rows = list(DeskMistake.objects.filter(known=False).values_list("row_key", flat=True))
    assert rows
    return [key for key in rows if ":" in key]


@pytest.mark.promise
def test_the_row_that_says_when_to_look_again_does_not_say_with_whom(said: Any) -> None:
    assert customers_of_what_waits() == []


@pytest.mark.promise
def test_a_row_that_says_with_whom_would_be_noticed(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.desk import private, rebuild

    monkeypatch.setattr(private, "sealed", lambda key: key)
    rebuild(said.record, said.world.policy, NOW)
    assert customers_of_what_waits() == [WHO]


KNOW_NOTICES = {"console/mistake_row.py", "console/pages/mine.py", "console/queue_row.py", "learning/inherited.py"}


def names_notices(source: str) -> bool:
    """Whether a source takes notices from where they are made, or makes them."""
    return bool(re.search(r"learning\.inherited import [^\n]*\b[Nn]otices?\b|def notices\(", source))


@pytest.mark.promise
def test_only_a_few_modules_know_of_notices() -> None:
    """Neither the API, nor a command, nor a list, export or score can even name them."""
    root = REPOSITORY / "src" / "amends"
    found = {str(file.relative_to(root)) for file in root.rglob("*.py") if names_notices(file.read_text("utf-8"))}
    assert found == KNOW_NOTICES
    assert names_notices("from amends.learning.inherited import SEEN, Notice\n")  # the twin
