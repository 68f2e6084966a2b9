"""The mistakes of stories 2 and 4: they appear by themselves, are handled, and feed the score nothing."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from amends.demo.files import POLICY
from amends.facts import CustomerFile, Moment, Policy, hear_moment, iso
from amends.facts.moments import DAY_US, HOUR_US
from amends.learning.mistakes import Mistake
from amends.learning.register import mistakes
from amends.record import open_record
from amends.record.gather import gather
from amends.scores.inherited import taken
from amends.scores.taken import Taken
from amends.scores.windows import closed
from desk_in_use import Desk, desk
from story_2_scene import set_scene as set_scene_2
from story_4_scene import HOUSE, MOREAU, FloorScene, _books, _systems, _talk
from sweep_scene import Books, Scene

REFUND = "verdict:refund:R-9004:refund_not_received"


def file_of(home: Path, who: str, policy: Policy, now: Moment) -> CustomerFile:
    from amends.customer import understand

    with open_record(home) as record:
        file = understand(gather(record, who, policy), who=who, now=now, policy=policy)
    assert file is not None
    return file


def now() -> Moment:
    return Moment(time.time_ns() // 1_000)


def send(open_desk: Desk, page: str, path: str, **fields: str) -> tuple[int, str]:
    """A form of one page that is sent to another, with the tokens it holds."""
    _, text = open_desk.get(page)
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|form_id)" value="([^"]+)"', text))
    address = open_desk.address + urllib.parse.quote(path)
    request = urllib.request.Request(address, data=urllib.parse.urlencode({**hidden, **fields}).encode())
    request.add_header("Referer", open_desk.address)
    try:
        with open_desk.opener.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def register(open_desk: Desk, words: str) -> str:
    """The register, once the desk has read the record."""
    for _ in range(120):
        status, text = open_desk.get("register")
        assert status == 200
        if words in text:
            return text
        time.sleep(0.25)
    raise AssertionError(f"{words!r} has not come into the register")


def handled(open_desk: Desk, mistake: str, due: str) -> None:
    """Somebody says why it surprised us, and makes a lesson of it."""
    page = "register/" + urllib.parse.quote(mistake)
    lesson = {
        "mistake": mistake,
        "title": "Look at the witness first",
        "change": "The page shows what the witness says before anything is told",
        "owner": "admin",
        "due": due,
        "expected_percent": "80",
        "step": "refund.send",
        "population": "refunds",
    }
    status, text = send(open_desk, page, f"register/{mistake}/notes", surprised="Our record said that all was well")
    assert status == 200, text[:2000]
    assert "Why it surprised us: Our record said that all was well" in text
    status, text = send(open_desk, page, "lessons", **lesson)
    assert status == 200, text[:2000]
    assert "Look at the witness first" in open_desk.get(page)[1]


def reported(open_desk: Desk, contact: str) -> None:
    status, text = open_desk.post("report", text="I told a wrong sum", contact=contact)
    assert status == 200
    assert re.search(r"<code>(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}</code>", text)


DUE = iso(Moment(time.time_ns() // 1_000 + 20 * DAY_US))[:10]


def test_story_2_a_wrong_amount_was_told_and_it_stands_there_before_he_wrote_a_word(tmp_path: Path) -> None:
    scene = set_scene_2(tmp_path)
    file = file_of(scene.home, "customer:C-391", Policy(), hear_moment("2026-05-06T15:30:00Z"))
    (found,) = mistakes(file, Policy())
    assert (found.step, found.what) == ("balance.tell", "A wrong amount was told.")
    assert found.found is None, "nobody has noticed yet"
    assert "ruth" not in str(found).lower()


def test_story_2_where_the_books_say_so_there_is_no_mistake(tmp_path: Path) -> None:
    """The twin: what he was told was right."""
    scene = set_scene_2(tmp_path, paid_minor=900)
    file = file_of(scene.home, "customer:C-391", Policy(), hear_moment("2026-05-06T15:30:00Z"))
    assert mistakes(file, Policy()) == ()


def test_story_2_it_is_handled_on_the_desk_and_feeds_the_score_nothing(tmp_path: Path) -> None:
    home = set_scene_2(tmp_path).home
    before = rows_of(home, "customer:C-391", Policy())
    with desk(home) as open_desk:
        text = register(open_desk, "A wrong amount was told.")
        assert "Telling a customer his balance." in text
        assert "ruth" not in text.lower()
        found = re.search(r'data-row="(verdict:[^"]+)"', text)
        assert found is not None
        handled(open_desk, found[1], DUE)
        reported(open_desk, "asterisk/1746544000.1")
    assert rows_of(home, "customer:C-391", Policy()) == before


def rows_of(home: Path, who: str, policy: Policy) -> tuple[Taken, ...]:
    """What scores would be made of, as of a day that does not move meanwhile."""
    return taken(file_of(home, who, policy, hear_moment("2027-01-01T00:00:00Z")), policy)


@contextmanager
def moreau(folder: Path) -> Iterator[FloorScene]:
    """Story 4 without the rest of the floor: J. Moreau, whom ines told wrong, and whose order marek cancelled."""
    end = Moment(now() // DAY_US * DAY_US)
    window = closed(Moment(end - 400 * DAY_US), end, HOUSE)[-1]
    scene = Scene(folder, Books(), iso(end))
    scene.home.mkdir(parents=True)
    (scene.home / "policy.toml").write_text(POLICY, "utf-8")
    told = FloorScene(scene, window, Moment(window.end - 34 * DAY_US + 9 * HOUR_US), ())
    for tell in (_books, _talk, _systems):
        tell(told)
    yield told


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FloorScene]:
    with moreau(tmp_path_factory.mktemp("mistakes-4")) as told:
        yield told


def of_moreau(told: FloorScene) -> tuple[Mistake, ...]:
    return mistakes(file_of(told.home, f"customer:{MOREAU}", HOUSE, now()), HOUSE)


def test_story_4_the_refund_that_failed_is_a_mistake_with_the_contacts_it_caused(story: FloorScene) -> None:
    (found,) = [one for one in of_moreau(story) if one.step == "refund.send"]
    assert (found.id, found.found_by) == (REFUND, "customer")
    assert found.harm.contacts_caused == 3
    assert [str(money) for money in found.harm.money] == ["79.00 EUR"]
    assert "What our record shows was told again instead of being checked." in found.factors
    for name in ("ines", "marek", "dora"):
        assert name not in str(found)


@pytest.mark.promise
def test_story_4_it_is_handled_and_every_row_of_which_scores_are_made_stays_as_it_was(story: FloorScene) -> None:
    who = f"customer:{MOREAU}"
    before = rows_of(story.home, who, HOUSE)
    assert [row.agent for row in before] == ["ines", "marek", "dora"]
    with desk(story.home) as open_desk:
        text = register(open_desk, "79.00 EUR")
        for name in ("ines", "marek", "dora", "Moreau"):
            assert name not in text
        handled(open_desk, REFUND, DUE)
        reported(open_desk, "chats/m-1")
        check = f"customers/{who}/checklists/cancel"
        status, _ = send(open_desk, check, check, asked="yes", this_one="yes", open_money="no", decision="go_on")
        assert status == 200
        digest = open_desk.get("digest")[1]
        assert "What we learnt in" in digest
        assert "dora" not in digest
    assert rows_of(story.home, who, HOUSE) == before


@pytest.mark.promise
def test_story_4_what_counts_does_change_them(story: FloorScene) -> None:
    """The twin: another word of a witness before dora picked up, and her row is another one."""
    who = f"customer:{MOREAU}"
    before = rows_of(story.home, who, HOUSE)
    more = {"action_id": "m-9", "occurred_at": story.before(1), "action": "written_off", "by": "femke"}
    told = {**more, "ticket": "chats/m-2", "customer_id": MOREAU}
    story.scene.table("actions", [told], "--source", "backoffice", "--root", "us")
    assert rows_of(story.home, who, HOUSE) != before
