"""Story 3, one minute before the end of the shift: she is offered a call-back by the one who knows her case, it is
promised, due and kept by her clock; and who ended her call is told to him alone.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from care_scene import Floor, floor_of, prepared, taken
from story_1_scene import epoch
from story_2_scene import outbound_call
from story_3_scene import FIRST, NUMBER, ORDERS, OTHERWISE, PROFILES, inbound_call

POLICY = """our_addresses = ["help@shop.example"]
[agents]
marek = ["PJSIP/marek"]
ines = ["PJSIP/ines"]
"""
NOW = "2026-05-18T16:59:00Z"  # 17:59 in London
SHE = "/customers/customer:C-512"
CALLS = {"contact_id": "c1", "channel": "phone", "skill": "orders", "handle": NUMBER}
TASK = "a short call or a kind line to the customer puts it right"
LAST_MINUTE, AN_HOUR_LATER = "2026-05-18T17:00:00Z", "2026-05-18T17:59:00Z"


def works(who: str = "marek", until: str = LAST_MINUTE) -> dict[str, Any]:
    return {"agent": f"PJSIP/{who}", "skills": ["orders"], "shift_end": until}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Her order, her letters and a call that marek had last week; and 24 calls of others, half an hour each."""
    folder = tmp_path_factory.mktemp("story-3-care")
    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "policy.toml").write_text(POLICY)
    for name, text in (("orders", ORDERS), ("profiles", PROFILES)):
        (folder / f"{name}.csv").write_text(text)
        taken(home, "table", str(folder / f"{name}.csv"), "--as", name, "--source", "shop", "--root", "us")
    for name, text in (("first", FIRST), ("otherwise", OTHERWISE)):
        (folder / f"{name}.eml").write_text(text)
        taken(home, "mail", str(folder / f"{name}.eml"))
    log = inbound_call(epoch("2026-05-14T09:00:00Z"), 1_900, ended_by_us=False)
    for number in range(24):
        began = epoch(f"2026-05-{8 + number % 8:02d}T{10 + number // 8}:00:00Z") + number
        theirs = inbound_call(began, 1_500 + 20 * number, ended_by_us=False, agent=("marek", "ines")[number % 2])
        log += theirs.replace(NUMBER, f"+4420794602{number:02d}")
    (folder / "cel.csv").write_text(log)
    taken(home, "asterisk-cel", str(folder / "cel.csv"))
    return prepared(home, folder, NOW)


@pytest.fixture
def floor(made: Path, tmp_path: Path) -> Iterator[Floor]:
    with floor_of(made, tmp_path, NOW) as found:
        yield found


# Not handed over a minute before the end


@pytest.mark.promise
def test_with_one_minute_left_she_is_offered_a_call_back_by_the_one_who_knows_her_case(floor: Floor) -> None:
    told = floor.route(CALLS, works())
    assert (told["action"], told["agent"]) == ("offer_call_back", "PJSIP/marek")
    assert (told["terms"]["rule"], told["terms"]["minutes_left"]) == ("shift", 1.0)
    assert 25 <= told["terms"]["q80_minutes"] <= 33  # her calls' class, from the phone log
    assert {"known_agent", "q80_minutes", "returning", "hard"} <= set(told["filled"])
    assert told["offer"] == {"kind": "call_back_later", "by": "PJSIP/marek"}


def test_with_an_hour_left_she_is_put_through_and_twin_so_she_is_where_nobody_says_when_he_leaves(
    floor: Floor,
) -> None:
    told = floor.route(CALLS, works(until=AN_HOUR_LATER))
    assert (told["action"], told["agent"], told["terms"]["known"]) == ("assign", "PJSIP/marek", 3.0)
    untold = floor.route(CALLS, {"agent": "PJSIP/marek", "skills": ["orders"]})
    assert (untold["action"], untold["agent"]) == ("assign", "PJSIP/marek")


def test_at_her_longest_wait_a_colleague_with_the_time_takes_her_and_else_it_is_the_call_back(floor: Floor) -> None:
    waits = {**CALLS, "waiting_since": "2026-05-18T16:48:00Z"}  # 11 of at most 10 minutes
    alone = floor.route(waits, works())
    assert (alone["action"], alone["terms"]["rule"], alone["terms"]["at_limit"]) == ("offer_call_back", "shift", True)
    both = floor.route(waits, works(), works("ines", AN_HOUR_LATER))
    assert (both["action"], both["agent"], both["terms"]["rule"]) == ("assign", "PJSIP/ines", "at_limit")
    assert both["terms"]["care"] == 0.0


# The promise, to its end


def promise(floor: Floor, day: str = "2026-05-19") -> None:
    floor.send(
        floor.browser("ines"),
        SHE,
        f"{SHE}/promises",
        window=f"{day}T10:00 {day}T11:00",
        zone="Europe/London",
        words="Marek calls you tomorrow between ten and eleven.",
        owner="marek",
    )


def promised(floor: Floor) -> dict[str, Any]:
    (one,) = floor.api("/api/v1/customers/customer:C-512")["promises"]
    return dict(one)


def overdue(floor: Floor) -> str:
    return floor.page(floor.browser("lena", "lead"), "/team").partition("Due today</h2>")[0]


def due_today(floor: Floor) -> str:
    return floor.page(floor.browser("lena", "lead"), "/team").partition("Due today</h2>")[2].partition("</section>")[0]


@pytest.mark.promise
def test_the_call_back_is_promised_then_due_and_kept_by_her_clock(floor: Floor) -> None:
    promise(floor)
    one = promised(floor)
    assert (one["state"], one["due_from"], one["owner"]) == ("scheduled", "2026-05-19T09:00:00Z", "marek")
    floor.at(NOW)
    assert "R. Achterberg" in floor.page(floor.browser("ines"), "/promises")
    assert "R. Achterberg" not in due_today(floor)

    floor.at("2026-05-19T08:00:00Z")  # nine o'clock in London
    assert "R. Achterberg" in due_today(floor)
    back = {**CALLS, "call_back": True}
    early = floor.route(back, works(until="2026-05-19T17:00:00Z"))
    assert (early["action"], early["terms"]["rule"]) == ("wait", "not_yet")
    floor.at("2026-05-19T09:01:00Z")
    now = floor.route(back, works(until="2026-05-19T17:00:00Z"), works("ines", "2026-05-19T17:00:00Z"))
    assert (now["action"], now["agent"], now["terms"]["rule"]) == ("assign", "PJSIP/marek", "promise_due")

    floor.log("back.csv", outbound_call(NUMBER, epoch("2026-05-19T09:20:00Z"), 180, "marek"))
    floor.at("2026-05-19T12:00:00Z")
    kept = promised(floor)
    assert (kept["state"], kept["dialled_in_window"], kept["reached"]) == ("kept", True, True)
    assert "R. Achterberg" not in floor.page(floor.browser("ines"), "/promises") + overdue(floor) + due_today(floor)


def test_twin_without_the_call_it_is_broken_and_stands_on_the_teams_page(floor: Floor) -> None:
    promise(floor)
    floor.at("2026-05-19T12:00:00Z")
    assert promised(floor)["state"] == "broken"
    assert "R. Achterberg" in overdue(floor)


def test_ten_oclock_is_ten_oclock_by_her_clock_before_and_after_clocks_go_back(floor: Floor) -> None:
    floor.at("2026-10-22T12:00:00Z")
    promise(floor, "2026-10-23")
    promise(floor, "2026-10-26")
    made = floor.api("/api/v1/customers/customer:C-512")["promises"]
    assert sorted(one["due_from"] for one in made) == ["2026-10-23T09:00:00Z", "2026-10-26T10:00:00Z"]


# Who ended her call


def ended(floor: Floor, *, by_us: bool) -> None:
    """She was put through all the same, and one of the two hung up."""
    floor.log("last.csv", inbound_call(epoch("2026-05-18T16:57:00Z"), 95, by_us))
    floor.at("2026-05-18T17:30:00Z")


def lead_reads(floor: Floor) -> str:
    lead = floor.browser("lena", "lead")
    pages = ("/", "/team", "/promises", "/mine", "/mine/day", "/scores", "/scores/agents", "/register", SHE)
    told = floor.api("/api/v1/customers/customer:C-512")
    return "".join(floor.page(lead, path) for path in pages) + str(told)


@pytest.mark.promise
def test_a_call_that_our_side_ended_is_a_task_for_that_person_and_on_no_page_of_a_lead(floor: Floor) -> None:
    ended(floor, by_us=True)
    assert "1 thing for you alone." in floor.page(floor.browser("marek"), "/mine")
    assert TASK in floor.page(floor.browser("marek"), "/mine")
    assert "Nothing for you alone." in floor.page(floor.browser("ines"), "/mine")
    read = lead_reads(floor)
    assert "Call to us: spoke 1 min 35 s, ended from our side" in read  # the phone log tells it, and no name
    for words in (TASK, "marek", "hung up", "ended_by", "apolog"):
        assert words not in read, words


def test_twin_where_she_hung_up_there_is_no_task(floor: Floor) -> None:
    ended(floor, by_us=False)
    assert "Nothing for you alone." in floor.page(floor.browser("marek"), "/mine")


def test_twin_a_page_that_shows_everybodys_tasks_is_caught(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.pages import mine

    ended(floor, by_us=True)
    monkeypatch.setattr(mine, "_tasks", lambda file, user: list(file.tasks))
    monkeypatch.setattr(mine, "customers_of", lambda user, now: ["customer:C-512"])
    assert TASK in lead_reads(floor)
