"""Story 4: everything that dora is given was lost before. What of it is hers, who says so, and who may see it."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from amends.console.contact_key import contact_key
from amends.demo.floor import DORA, FLOOR
from amends.facts import Moment
from amends.facts.moments import DAY_US
from amends.scores.fair import FairFit, fit
from amends.scores.inherited import taken
from amends.scores.tables import tables_of
from amends.scores.taken import APPEALED, Taken
from amends.scores.total import ANSWERS_MIN, SAME
from desk_in_use import Desk, desk
from story_1_scene import amends
from story_4_scene import HOUSE, LAST, FloorScene, answer_appeal, ask_api, log_in, set_scene

HEADING = "<h1>"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> FloorScene:
    today = Moment(time.time_ns() // 1_000 // DAY_US * DAY_US)
    return set_scene(tmp_path_factory.mktemp("story-4"), today)


def rows_of(story: FloorScene) -> tuple[Taken, ...]:
    """Every contact of the last closed window, as the record tells it."""
    found = (row for file in story.files() for row in taken(file, HOUSE))
    return tuple(row for row in found if story.window.holds(row.started_at))


@pytest.fixture(scope="module")
def rows(story: FloorScene) -> tuple[Taken, ...]:
    return rows_of(story)


@pytest.fixture(scope="module")
def found(rows: tuple[Taken, ...]) -> FairFit:
    contacts, arrival, spared = tables_of(rows)
    return fit(contacts, arrival, spared=spared)


def hers(rows: tuple[Taken, ...]) -> Taken:
    (row,) = [row for row in rows if row.contact == LAST]
    return row


def test_what_she_inherited_is_vouched_for_by_others_and_was_known_before_she_picked_up(
    rows: tuple[Taken, ...],
) -> None:
    row = hers(rows)
    assert (row.agent, row.seq, row.answer) == (DORA, 3, 1)
    known = {one.field: (one.value, one.authored_by) for one in row.inherited}
    assert known["wrong_information"] == (1.0, "gateway")
    assert known["irreversible_action"] == (1.0, "marek")
    assert known["fixable"] == (0.0, "rules")
    assert known["prior_contacts"] == (2.0, "link")
    assert all(one.known_at <= row.started_at for one in row.inherited)


def test_half_of_what_she_was_given_that_day_are_repeats_and_the_rules_forbid_all_of_it(
    story: FloorScene, rows: tuple[Taken, ...]
) -> None:
    that_day = [r for r in rows if r.agent == DORA and 0 <= r.started_at - story.day < DAY_US // 2 and r.seq > 0]
    planted = [r for r in that_day if ("fixable", 0.0) in {(v.field, v.value) for v in r.inherited}]
    assert len(planted) >= 8
    repeats = [row for row in planted if row.seq > 1]
    assert len(repeats) * 2 >= len(planted)


def test_her_raw_figure_is_among_the_worst_of_the_floor_and_the_fair_one_says_same_as_everyone(found: FairFit) -> None:
    enough = {row.agent: row for row in found.agents() if row.n_answers >= ANSWERS_MIN}
    raw = {name: row.raw_nrr or 0.0 for name, row in enough.items()}
    assert sum(other > raw[DORA] for other in raw.values()) <= 1
    assert raw[DORA] > 1.3 * found.system().raw_nrr.share
    assert enough[DORA].verdict == SAME
    lo, hi = enough[DORA].lo, enough[DORA].hi
    assert lo is not None
    assert hi is not None
    assert lo < 0 < hi


def test_by_what_she_inherited_her_case_was_lost_before_and_the_earlier_contact_carries_what_it_left(
    found: FairFit, rows: tuple[Taken, ...]
) -> None:
    first, second, third = found.case(hers(rows).case)
    assert first.after is not None
    assert first.after > first.before + 0.1, "what ines left behind is hers to carry"
    assert third.before > first.before + 0.2
    assert third.after == 1.0
    assert (third.after - third.before) < (third.after - first.before) - 0.2, "little of it is left to charge to dora"
    assert second.before == pytest.approx(first.after)


def test_without_what_others_vouch_for_she_would_be_charged_with_it(found: FairFit, rows: tuple[Taken, ...]) -> None:
    """The twin: the same answers, and nothing known of what she inherited."""
    fair = next(one for one in found.agents() if one.agent == DORA)
    bare = [replace(row, inherited=(), seq=1, case=row.contact) for row in rows]
    contacts, arrival, spared = tables_of(bare)
    blind = fit(contacts, arrival, spared=spared)
    row = next(one for one in blind.agents(even_if_held=True) if one.agent == DORA)
    assert row.total_pp is not None
    assert fair.total_pp is not None
    assert row.total_pp > fair.total_pp + 5


@pytest.fixture(scope="module")
def open_desk(story: FloorScene) -> Iterator[Desk]:
    story.scene.amends("rebuild", "--json")
    with desk(story.home) as found:
        yield found


@pytest.fixture(scope="module")
def dora(story: FloorScene, open_desk: Desk) -> Desk:
    return log_in(story, open_desk, DORA)


@pytest.fixture(scope="module")
def lead(story: FloorScene, open_desk: Desk) -> Desk:
    return log_in(story, open_desk, "lena", "lead")


@pytest.fixture(scope="module")
def reviewer(story: FloorScene, open_desk: Desk) -> Desk:
    return log_in(story, open_desk, "rob", "reviewer")


def page(who: Desk, path: str) -> str:
    status, text = who.get(path)
    assert status == 200, (path, status)
    return text


def heading(text: str) -> str:
    return text.partition(HEADING)[2].partition("</h1>")[0]


def test_her_page_says_it_in_one_sentence_with_its_interval(dora: Desk) -> None:
    text = page(dora, "mine/score")
    assert heading(text).startswith("Same as everyone, as far as ")
    assert "between" in heading(text)
    assert "negative answers in a hundred" in heading(text)


def test_the_page_of_her_contact_says_what_was_known_and_who_says_so_and_names_no_colleague(dora: Desk) -> None:
    text = page(dora, f"mine/score/{contact_key(LAST)}")
    assert "gateway" in text
    for colleague in ("ines", "marek"):
        assert colleague not in text


def test_her_page_is_nobody_elses(lead: Desk, reviewer: Desk) -> None:
    for other in (lead, reviewer):
        assert other.get(f"mine/score/{contact_key(LAST)}")[0] == 404
        assert "as far as" not in heading(page(other, "mine/score"))


def test_the_lead_sees_intervals_in_the_order_of_keys(lead: Desk) -> None:
    text = page(lead, "scores/agents")
    table = text[text.index('id="table"') :].partition("</table>")[0]
    names = [name.partition("<")[0] for name in table.split('<th scope="row">')[1:]]
    known = [name for name in names if name in {agent.name for agent in FLOOR}]
    assert known == sorted(agent.name for agent in FLOOR)
    assert "kofi</th><td>not enough yet" in table


def test_without_the_role_that_page_is_one_that_does_not_exist(dora: Desk, reviewer: Desk) -> None:
    for other in (dora, reviewer):
        assert other.get("scores/agents")[0] == 404


def test_the_api_says_the_same(story: FloorScene, dora: Desk, found: FairFit) -> None:
    row = next(one for one in found.agents() if one.agent == DORA)
    status, mine = ask_api(story, dora, DORA, "api/v1/scores/mine")
    assert status == 200
    told = str(mine)
    assert DORA in told or "same as everyone" in told
    last = mine["windows"][-1]
    assert last["window"]["name"] == story.window.name
    assert last["row"]["lo"] == pytest.approx(row.lo, abs=0.5)
    assert ask_api(story, dora, DORA, "api/v1/scores/agents")[0] == 404
    status, everybody = ask_api(story, dora, "lena", "api/v1/scores/agents")
    assert status == 200
    keys = [one["agent"] for one in everybody["windows"][-1]["agents"]]
    assert keys == sorted(keys)
    assert DORA in keys


def test_her_appeal_is_decided_by_two_who_agree_and_never_by_leads_alone_and_then_the_contact_counts_for_nobody(
    story: FloorScene, open_desk: Desk, dora: Desk, lead: Desk, reviewer: Desk
) -> None:
    mine = f"mine/score/{contact_key(LAST)}"
    before = spared(story, open_desk)
    assert dora.get("appeals")[0] == 404
    status, text = dora.post(mine, reason="The refund had failed at the gateway before I had him.")
    assert status == 200, text
    assert "answer" in page(dora, mine)
    seen = page(lead, "appeals")
    assert heading(seen) == "1 appeal is open."
    assert DORA not in seen.partition("</nav>")[2], "who appealed is not named"
    second = log_in(story, open_desk, "lara", "lead")
    assert answer_appeal(lead, "uphold", "Nobody could have turned that round.") == 200
    assert answer_appeal(second, "uphold", "I see it as well.") == 200
    assert heading(page(lead, "appeals")) == "1 appeal is open.", "two leads do not decide it"
    assert answer_appeal(reviewer, "uphold", "The gateway says so itself.") == 200
    assert heading(page(lead, "appeals")) == "No appeal is open."
    told = page(dora, mine)
    assert "The gateway says so itself." in told
    (row,) = [row for row in rows_of(story) if row.contact == LAST]
    assert row.left_out == APPEALED
    amends(story.home, "rebuild", "--json")
    assert spared(story, open_desk) == before + 1


def spared(story: FloorScene, open_desk: Desk) -> int:
    """How many contacts of the last window count for nobody, as the API says it to anybody."""
    status, told = ask_api(story, open_desk, "rob", "api/v1/scores/system")
    assert status == 200
    return int(told["windows"][-1]["spared"])
