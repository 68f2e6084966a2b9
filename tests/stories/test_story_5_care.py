"""Story 5, what it says of care: after a hostile call he is offered a pause or written work, takes written work, gets
no call, and what he had is for him and the router alone. The account that leaves is told elsewhere.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from care_scene import Floor, floor_of, prepared, taken
from story_1_scene import epoch
from story_3_scene import NUMBER, inbound_call

POLICY = """[agents]
tomas = ["PJSIP/tomas"]
ruth = ["PJSIP/ruth"]
"""
PROFILES = f"""customer_id,name,email,phone,zone,as_of
C-900,S. Brandt,s.brandt@example.org,{NUMBER},Europe/London,2026-01-01T00:00:00Z
"""
CHATS = """contact_id,channel,occurred_at,from,customer_id,ticket,text
c-1,chat,2026-06-18T08:40:00Z,s.brandt@example.org,C-900,chats/1,"Circuit K-12 is down. You people are idiots."
"""
ANSWERS = """answer_id,occurred_at,medium,agent,customer_id,ticket,text
c-1,2026-06-18T08:52:00Z,chat,tomas,C-900,chats/1,"I am sorry. I will look at K-12."
"""
NOW = "2026-06-18T09:30:00Z"
DAY, AWAY, TAPS, MIRROR = "/mine/day", "/mine/day/away", "/mine/day/taps", "/mine/mirror"
PAUSE = "A pause of 10 minutes: no contact"
EVENING = "2026-06-18T17:00:00Z"
DRAFT = """As I already told you, you are mistaken. Our system shows that circuit K-12 was up.
You should have read the terms before you signed. Good riddance.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chat with an insult, and a call of twenty minutes after it, in which nobody knows what was said."""
    folder = tmp_path_factory.mktemp("story-5-care")
    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "policy.toml").write_text(POLICY)
    told = (("profiles", PROFILES, "us"), ("contacts", CHATS, "customer"), ("answers", ANSWERS, "us"))
    for kind, text, root in told:
        (folder / f"{kind}.csv").write_text(text)
        taken(home, "table", str(folder / f"{kind}.csv"), "--as", kind, "--source", f"chats-{root}", "--root", root)
    (folder / "cel.csv").write_text(inbound_call(epoch("2026-06-18T09:05:00Z"), 1_200, False, "tomas"))
    taken(home, "asterisk-cel", str(folder / "cel.csv"))
    return prepared(home, folder, NOW)


@pytest.fixture
def floor(made: Path, tmp_path: Path) -> Iterator[Floor]:
    with floor_of(made, tmp_path, NOW) as found:
        yield found


def taps(floor: Floor, tomas: Any, level: str = "threat") -> None:
    """His own word on the call, which is the newest contact and the first on the page."""
    floor.send(tomas, DAY, TAPS, level=level)


def away(floor: Floor, tomas: Any, kind: str = "written", minutes: str = "60") -> None:
    floor.send(tomas, DAY, AWAY, kind=kind, minutes=minutes)


def rings(channel: str = "phone") -> dict[str, Any]:
    return {"contact_id": "c1", "channel": channel, "skill": "circuits"}


def works(name: str) -> dict[str, Any]:
    return {"agent": f"PJSIP/{name}", "skills": ["circuits"], "shift_end": EVENING}


def lead_reads(floor: Floor) -> dict[str, str]:
    """Everything of today that a lead can open."""
    lead = floor.browser("lena", "lead")
    pages = ("/", "/team", DAY, "/mine", "/promises", "/scores", "/register", "/customers/customer:C-900")
    return {path: floor.page(lead, path) for path in pages}


# What he sees


def test_his_day_says_what_was_hard_and_why_and_after_his_own_word_on_the_call_there_are_offers(floor: Floor) -> None:
    tomas = floor.browser("tomas")
    before = floor.page(tomas, DAY)
    assert "One hard contact, at 08:52." in before
    assert "what was said: 1, by chat x0.7" in before
    assert PAUSE not in before  # the insult is more than half an hour ago
    taps(floor, tomas)
    after = floor.page(tomas, DAY)
    assert PAUSE in after
    assert "Written work for 60 minutes: mail instead of the phone. It is other work, and no pause" in after
    assert "Two hard contacts since 08:52." in after
    assert "your own tap: 1.5" in after
    assert "the one before, at most 30 minutes ago, was hard too" not in after  # 33 minutes lay between their ends


# What follows from it


@pytest.mark.promise
def test_on_written_work_the_router_gives_him_no_call_but_a_mail(floor: Floor) -> None:
    tomas = floor.browser("tomas")
    assert floor.route(rings(), works("tomas"))["action"] == "assign"  # the twin: while he is on the phone
    away(floor, tomas)
    told = floor.route(rings(), works("tomas"))
    assert (told["action"], told["agent"], told["terms"]["rule"]) == ("wait", None, "nobody_free")
    assert floor.route(rings(), works("tomas"), works("ruth"))["agent"] == "PJSIP/ruth"
    assert floor.route(rings("mail"), works("tomas"))["agent"] == "PJSIP/tomas"
    floor.at("2026-06-18T10:31:00Z")
    assert floor.route(rings(), works("tomas"))["action"] == "assign"  # an hour later it has ended by itself


def test_a_hard_one_goes_to_somebody_who_had_less_of_it_today(floor: Floor) -> None:
    hard = {**rings(), "hard": True}
    first, other = {**works("tomas"), "free_since": "2026-06-18T09:00:00Z"}, works("ruth")
    told = floor.route(hard, first, other)
    assert (told["agent"], told["terms"]["care"]) == ("PJSIP/ruth", 0.0)
    assert floor.route(hard, first)["terms"]["care"] < 0  # with nobody else it is his


# What nobody else sees


def kinds_look_alike(floor: Floor) -> bool:
    """Whether the team's page says the same of written work as of a pause."""
    tomas, said = floor.browser("tomas"), set()
    for kind in ("written", "pause"):
        away(floor, tomas, kind, "30")
        said.add(lead_reads(floor)["/team"])
        away(floor, tomas, "back", "")
    return len(said) == 1


@pytest.mark.promise
def test_the_lead_sees_that_he_is_off_the_phone_and_until_when_and_not_why(floor: Floor) -> None:
    away(floor, floor.browser("tomas"))
    assert "tomas, until 10:30" in lead_reads(floor)["/team"]
    assert kinds_look_alike(floor)


def test_twin_a_team_page_that_says_what_kind_of_break_it_is_is_caught(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.console.pages import team
    from amends.console.team_view import OffPhone

    telling = lambda gone, zone: tuple(OffPhone(one.user, one.kind) for one in gone)  # noqa: E731
    monkeypatch.setattr(team, "off_phone", telling)
    assert not kinds_look_alike(floor)


@pytest.mark.promise
def test_no_page_of_a_lead_changes_by_what_he_had_or_by_his_own_word_on_it(floor: Floor) -> None:
    before = lead_reads(floor)
    assert "A quiet day so far." in before[DAY]  # the lead's own
    taps(floor, floor.browser("tomas"))
    assert lead_reads(floor) == before


def test_twin_a_day_that_is_not_the_readers_own_is_caught(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.pages import my_day

    tomas = floor.browser("tomas")
    before = lead_reads(floor)
    monkeypatch.setattr(my_day, "by_of", lambda request: "tomas")
    taps(floor, tomas)
    assert lead_reads(floor) != before


# Good riddance


def stored(home: Path) -> str:
    """A hash of every row that is stored."""
    found = hashlib.sha256()
    for file in sorted(home.rglob("*.sqlite")):
        with closing(sqlite3.connect(file)) as connection:
            for line in sorted(line.replace('"handle_new"', '"handle"') for line in connection.iterdump()):
                found.update(line.encode())
    return found.hexdigest()


def looks(floor: Floor, tomas: Any) -> str:
    answer = floor.send(tomas, MIRROR, MIRROR, text=DRAFT, case="customer:C-900")
    return unescape(answer.content.decode())


@pytest.mark.promise
def test_the_mirror_shows_him_his_own_words_and_keeps_nothing(floor: Floor) -> None:
    tomas = floor.browser("tomas")
    assert "<textarea" not in floor.page(tomas, MIRROR)  # off until he switches it on
    floor.send(tomas, MIRROR, MIRROR, wish="on")
    before = stored(floor.home)
    seen = " / ".join(re.findall(r'<li class="note[^"]*"><p><q>(.*?)</q></p><p>\w', looks(floor, tomas)))
    for quote in ("As I already told you", "you are mistaken", "Our system shows", "You should have read"):
        assert quote in seen
    assert stored(floor.home) == before


def test_twin_a_mirror_that_keeps_what_it_saw_is_caught(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.care import choices
    from amends.console.pages import mirror

    tomas = floor.browser("tomas")
    floor.send(tomas, MIRROR, MIRROR, wish="on")
    before, real = stored(floor.home), mirror.look

    def keeping(*args: Any, **told: Any) -> Any:
        choices.choose("tomas", choices.Choices(offers=False, mirror=True))
        return real(*args, **told)

    monkeypatch.setattr(mirror, "look", keeping)
    looks(floor, tomas)
    assert stored(floor.home) != before
