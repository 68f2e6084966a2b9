"""The pages of scores: what everybody sees, what a lead sees, and nothing about anybody while the gate holds."""

import dataclasses
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest

from amends.scores.published import Published
from amends.scores.rows_of_agents import AgentRow
from amends.scores.total import SAME
from scored_windows import REASON, SPRING, SUMMER, found, keep, keep_refused
from test_sweep_page import words_of

SYSTEM, PEOPLE = "/scores", "/scores/agents"
RANKING = re.compile(
    r"\b(rank\w*|percentile|decile|quartile|top|bottom|best|worst|star|league|grade)s?\b", re.IGNORECASE
)


def lead(desk: Any, name: str = "Lena") -> Any:
    """A browser of somebody who leads people."""
    from django.contrib.auth.models import User

    from amends.console.people.roles import LEAD, give

    browser = desk.browser(name)
    give(User.objects.get(username=name), LEAD)
    return browser


def body(browser: Any, path: str) -> str:
    page = browser.get(path)
    assert page.status_code == 200, path
    return html.unescape(without_token(page))


def without_token(page: Any) -> str:
    """The page but for what differs with every request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def held(told: Published) -> Published:
    return dataclasses.replace(told, reasons=(REASON,), agents=(), pictured=())


def test_before_any_window_is_closed_the_pages_say_so(desk: Any) -> None:
    assert "No window of scores is closed yet." in words_of(lead(desk), SYSTEM)
    assert "No window of scores is closed yet." in words_of(lead(desk), PEOPLE)


def test_everybody_sees_the_system_and_its_numbers_as_tables(desk: Any) -> None:
    keep(found(), found(SUMMER, seed=2))
    words = words_of(desk.browser(), SYSTEM)
    assert words.index("2026 Q3: 46 of a hundred answers were negative (44 to 48)") < words.index("How much of this")
    assert "3 % of what answers differ by goes with the agent, 97 % does not." in words
    assert "Broken hand-overs: 2 are clearly beyond the usual" in words
    assert "The gate passes." in words
    page = body(desk.browser(), SYSTEM)
    assert page.count("<svg") == 5
    assert page.count("<table") == 3  # with the list of keys, which every page has
    assert len(re.findall(r"\d+\.\d % \(\d+\.\d to \d+\.\d\) of [\d,]+</td>", page)) == 6
    assert "style=" not in page


def test_an_earlier_window_can_be_chosen_and_a_strange_one_is_the_newest(desk: Any) -> None:
    keep(found(), found(SUMMER, seed=2))
    browser = lead(desk)
    for path in (SYSTEM, PEOPLE):
        assert "2026 Q2" in words_of(browser, f"{path}?window=2026 Q2").split("2026 Q3")[0]
        assert body(browser, f"{path}?window=1789 Q3") == body(browser, path)


def test_what_could_not_be_made_is_said_in_its_words(desk: Any) -> None:
    keep_refused(SPRING, "CONTACTS: has no answer in the table. Ask customers first.")
    browser = lead(desk)
    for path in (SYSTEM, PEOPLE):
        words = words_of(browser, path)
        assert "2026 Q2: nothing could be made of it." in words
        assert "Ask customers first." in words


def test_who_is_no_lead_is_told_that_there_is_no_such_page(desk: Any) -> None:
    keep(found())
    page = desk.browser().get(PEOPLE)
    assert page.status_code == 404
    assert without_token(page) == without_token(desk.browser().get("/scores/nothing"))
    assert PEOPLE not in body(desk.browser(), SYSTEM)
    assert PEOPLE in body(lead(desk), SYSTEM)


def test_a_lead_sees_intervals_by_key_and_no_order_of_merit(desk: Any) -> None:
    summer = found(SUMMER, seed=2)
    alike = sum(row.verdict == SAME for row in summer.agents)
    assert 0 < alike < len(summer.agents) == 24
    keep(found(), summer)
    page = body(lead(desk), PEOPLE)
    words = words_of(lead(desk), PEOPLE)
    assert f"Of 24 people with enough answers, {alike} cannot be told from everybody else." in words
    assert "None of this may be used for pay, discipline or to put people in an order." in words
    assert "chance alone would invite fewer than 0.1 of them" in words
    assert page.count("<svg") == 4
    keys = re.findall(r'<th scope="row">(a\d\d)</th>', page)
    assert keys == sorted(keys[:24]) * 2
    assert not RANKING.search(words)
    assert RANKING.search("the worst of them")  # the twin
    assert "style=" not in page


def test_raw_nrr_is_a_figure_about_a_person_in_its_own_picture_alone(desk: Any) -> None:
    told = found()
    keep(told)
    page = body(lead(desk), PEOPLE)
    before, _, after = page.partition("<h3>Why raw NRR misleads</h3>")
    assert after.startswith("<p><strong>Raw NRR is shown here alone, to show why it misleads. Do not use it.</strong>")
    inside, _, behind = after.partition("</section>")
    for one in told.pictured:
        raw = f"{one.raw_pp:+.1f} ({one.raw_lo:+.1f} to {one.raw_hi:+.1f})"
        assert raw in inside
        assert raw not in before + behind


def figures_of(rows: tuple[AgentRow, ...]) -> Iterator[str]:
    """Every figure about anybody, as a page would write it."""
    for row in rows:
        for value in (row.total_pp, row.lo, row.hi, row.own_pp, row.left_pp, row.burden_pp):
            if value is not None and abs(value) >= 1:
                yield f"{value:+.1f} ("
                yield f"{value:+.1f})"
        yield f">{row.agent}<"


def check_nothing_of_anybody(pages: str, told: Published) -> None:
    leaked = [figure for figure in figures_of(told.agents) if figure in pages]
    assert not leaked


@pytest.mark.promise
def test_while_the_gate_holds_there_is_nothing_of_anybody(desk: Any) -> None:
    """Of the newest window or of an earlier one: what is unfair now was hardly fair before."""
    open_, last = found(), found(SUMMER, seed=2)
    keep(open_, held(last))
    browser = lead(desk)
    addresses = [f"{path}{query}" for path in (SYSTEM, PEOPLE) for query in ("", "?window=2026 Q2", "?page=2")]
    pages = "".join(body(browser, address) for address in addresses)
    check_nothing_of_anybody(pages, open_)
    check_nothing_of_anybody(pages, last)
    words = words_of(browser, PEOPLE)
    assert "Nothing about a single person can be fair now, so nothing is shown." in words
    assert "Only 3% of invitations are sent by the system." in words
    assert "Let the system send them." in words
    assert "The gate holds." in words_of(desk.browser(), SYSTEM)
    assert "46 of a hundred answers were negative" in words_of(desk.browser(), SYSTEM)  # never held


def test_twin_the_same_pages_with_an_open_gate_are_caught(desk: Any) -> None:
    keep(found())
    with pytest.raises(AssertionError):
        check_nothing_of_anybody(body(lead(desk), PEOPLE), found())


def test_below_thirty_answers_only_the_words_are_there(desk: Any) -> None:
    told = found(answers=30)
    few = [row.agent for row in told.agents if row.total_pp is None]
    assert 0 < len(few) < 24
    keep(told)
    page = body(lead(desk), PEOPLE)
    for agent in few:
        line = page.partition(f'<th scope="row">{agent}</th>')[2].partition("</tr>")[0]
        assert re.sub("<[^>]+>", "", line) == "not enough yet"
        assert f">{agent}</text>" not in page
    assert f"For {len(few)} more there are not enough yet: 30 answers are needed." in words_of(lead(desk), PEOPLE)


def test_invitations_need_two_windows_and_say_what_they_are(desk: Any) -> None:
    one = found(answers=500, agents=30)
    keep(one)
    assert "that needs two windows one after the other" in words_of(lead(desk), PEOPLE)
    keep(dataclasses.replace(one, window=found(SUMMER).window))
    words = words_of(lead(desk), PEOPLE)
    assert re.search(r"\d people may be invited\. Of such invitations, .* should be expected to be mistaken\.", words)
    assert "It may be declined without a reason, it goes into no file" in words
    assert "in both 2026 Q2 and 2026 Q3. By key." in words


def test_many_people_come_in_pages_by_key(desk: Any) -> None:
    told = found()
    row, pictured = told.agents[0], told.pictured[0]
    names = [f"agent{n:03}" for n in range(400)]
    many = dataclasses.replace(
        told,
        agents=tuple(dataclasses.replace(row, agent=name) for name in names),
        pictured=tuple(dataclasses.replace(pictured, agent=name) for name in names),
    )
    keep(many)
    browser = lead(desk)
    first, last = body(browser, PEOPLE), body(browser, f"{PEOPLE}?page=10")
    assert "1 to 40, of 400 people by key" in first
    assert "361 to 400, of 400 people by key" in last
    assert first.count(">agent039</text>") == 3  # in all three pictures with a line a person
    assert ">agent040</text>" not in first
    assert ">agent399</text>" in last
    assert body(browser, f"{PEOPLE}?page=99999") == last
    assert body(browser, f"{PEOPLE}?page=-1") == body(browser, f"{PEOPLE}?page=x") == first


def test_of_very_many_people_each_is_in_the_table_of_one_page() -> None:
    from amends.console.pages.scores_agents import between, pages_of
    from amends.console.scores_view import totals_of

    told = found(answers=30)
    rows = tuple(dataclasses.replace(row, agent=f"{row.agent}-{at:03}") for at in range(30) for row in told.agents)
    rows = tuple(sorted(rows, key=lambda row: row.agent))
    totals = totals_of(dataclasses.replace(told, agents=rows))
    count = pages_of(len(totals), 1).count
    assert count > 5
    assert len(totals) < len(rows)
    parts = [between(rows, totals, pages_of(len(totals), number)) for number in range(1, count + 1)]
    assert [row for part in parts for row in part] == list(rows)


def test_names_of_people_are_escaped(desk: Any) -> None:
    told = found()
    rude = "<b>&ann"
    agents = (dataclasses.replace(told.agents[0], agent=rude), *told.agents[1:])
    pictured = (dataclasses.replace(told.pictured[0], agent=rude), *told.pictured[1:])
    keep(dataclasses.replace(told, agents=agents, pictured=pictured))
    page = lead(desk).get(PEOPLE).content.decode()
    assert "&lt;b&gt;&amp;ann" in page
    assert rude not in page


def test_contacts_of_windows_that_are_not_closed_are_counted_as_too_new(desk: Any) -> None:
    from amends.console.desk.models import DeskWindow

    keep(found())
    for at, contacts in ((SPRING, 900), (SUMMER, 17)):
        DeskWindow.objects.create(start=found(at).window.start, contacts=contacts, mark=0)
    assert "17 contacts are too new: their window is not closed." in words_of(desk.browser(), SYSTEM)
