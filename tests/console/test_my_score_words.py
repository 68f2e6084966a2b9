"""What is said about a person's own score: never a figure without its interval, no verdict but the five, no names."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.console import own_score_words
from amends.console.contact_key import contact_key, contact_of_key
from amends.console.own_case_view import own_case, voucher
from amends.console.own_score_view import (
    HELD_SENTENCE,
    NO_WINDOW,
    OwnScore,
    OwnWindow,
    inherited_lines,
    moved_most,
    own_score,
    spared_words,
)
from amends.console.own_score_words import headline, in_hundred, more_or_fewer, movement
from amends.facts import Moment
from amends.scores.case import Step
from amends.scores.gate import Reason
from amends.scores.pictured import Pictured
from amends.scores.rows_of_agents import AgentRow
from amends.scores.system import Share
from amends.scores.taken import APPEALED, LATER, OWN, Taken, Unvouched, Vouched
from amends.scores.total import BETTER, NOT_ENOUGH, SAME, WORSE
from amends.scores.windows import Window

NO_SCORE = (None,) * 12
AVERAGE = "negative answers in a hundred than an average colleague would have had on your contacts."
JUDGING = re.compile(r"\b(good|bad|best|worst|better|worse|poor|excellent|weak|strong|rank\w*|percentile|top)\b", re.I)
REASON = Reason("few_system_surveys", "Only 3% of invitations are sent by the system", "Let the system send them")
USUAL = Share(0.37, 0.36, 0.38, 4_000)


def window(number: int = 0) -> Window:
    return Window(Moment(number * 1_000), Moment((number + 1) * 1_000), f"2026 Q{number + 1}")


def row(low: float, high: float, answers: int = 64) -> AgentRow:
    """What the model gives for this interval."""
    middle = (low + high) / 2
    verdict = WORSE if low > 0 else BETTER if high < 0 else SAME
    figures = (middle, low, high, middle / 2, low / 2, high / 2, middle, low, high)
    return AgentRow("Ruth", answers * 4, answers, *figures, 0.2, 41.0, 0.4, verdict)


def pictured(low: float = 41.0, high: float = 46.0) -> Pictured:
    return Pictured("Ruth", 64, 1.0, 2.0, (low + high) / 2, low, high, 9.0, 5.0, 13.0)


def few(answers: int) -> AgentRow:
    return AgentRow("Ruth", answers * 4, answers, *NO_SCORE, NOT_ENOUGH)


def test_the_same_as_everyone() -> None:
    told = headline(row(-3.2, 4.4))
    assert told == f"Same as everyone, as far as 64 answers can tell: between 3 fewer and 4 more {AVERAGE}"


def test_a_whole_interval_on_one_side() -> None:
    assert headline(row(2.1, 6.3)) == (f"Probably worse, as far as 64 answers can tell: between 2 and 6 more {AVERAGE}")
    assert headline(row(-6.3, -0.4, 1_200)) == (
        f"Probably better, as far as 1,200 answers can tell: between 0.4 and 6.3 fewer {AVERAGE}"
    )


@pytest.mark.parametrize(("answers", "words"), [(17, "17 answers"), (1, "1 answer"), (0, "0 answers")])
def test_below_thirty_nothing_but_the_count(answers: int, words: str) -> None:
    assert headline(few(answers)) == f"Not enough yet: {words}, and 30 are needed."
    score = own_score([OwnWindow(window(), few(answers))])
    assert score.more == ()
    assert score.picture is None
    assert [(line.verdict, line.total, line.own, line.handed) for line in score.lines] == [
        ("not enough yet", "", "", "")
    ]


ENDS = st.floats(-60, 60, allow_nan=False).map(lambda value: round(value, 3))
INTERVALS = st.tuples(ENDS, ENDS).map(lambda ends: (min(ends), max(ends) + 0.1))
SHARES = st.floats(0.0, 0.9).map(lambda low: (low, low + 0.1))


def bare(words: str) -> list[str]:
    """Sentences, clauses and cells that have a figure in a hundred and not both of its ends."""
    clauses = re.split(r"[.;:]\s+|\bor\b", words)
    with_figure = [one for one in clauses if re.search(r"in a hundred|\d (?:more|fewer)|\d pp|\d ?%", one)]
    both = re.compile(r"between [\d.,]+(?: fewer| more)? and [\d.,]+|[\d.]+(?: fewer)? to [\d.]+")
    return [one for one in with_figure if not both.search(one)]


def all_words(score: OwnScore) -> list[str]:
    cells = [cell for one in score.lines for cell in (one.verdict, one.total, one.own, one.left, one.handed)]
    return [score.sentence, *score.more, *cells]


@pytest.mark.promise
@given(INTERVALS, st.integers(30, 5_000), SHARES)
def test_no_sentence_with_a_figure_lacks_its_interval(
    ends: tuple[float, float], answers: int, handed: tuple[float, float]
) -> None:
    burden = pictured(100 * handed[0], 100 * handed[1])
    score = own_score([OwnWindow(window(), row(*ends, answers), burden, USUAL)])
    assert [bare(words) for words in all_words(score) if bare(words)] == []
    assert "between" in score.sentence


@pytest.mark.promise
@given(INTERVALS)
def test_no_verdict_but_the_five(ends: tuple[float, float]) -> None:
    score = own_score([OwnWindow(window(), row(*ends), pictured(), USUAL)])
    told = " ".join(all_words(score))
    for verdict in (SAME, BETTER, WORSE, NOT_ENOUGH):
        told = re.sub(verdict, "", told, flags=re.I)
    assert JUDGING.findall(told) == []


@pytest.mark.promise
def test_a_point_alone_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_score_words, "more_or_fewer", lambda low, high: f"{(low + high) / 2:.0f} more")
    assert bare(headline(row(2.1, 6.3))) != []


@given(INTERVALS)
def test_the_words_say_the_sides_of_the_interval(ends: tuple[float, float]) -> None:
    low, high = ends
    told = more_or_fewer(low, high)
    assert ("fewer" in told) is (low < 0)
    assert ("more" in told) is (high > 0)
    numbers = [float(number) for number in re.findall(r"[\d.]+", told)]
    expected = [abs(low), abs(high)] if low < 0 < high or low >= 0 else [abs(high), abs(low)]
    assert numbers == [pytest.approx(value, abs=0.51) for value in expected]


def test_two_ends_are_told_apart() -> None:
    assert in_hundred(41.2, 41.4) == "between 41.2 and 41.4 in a hundred"
    assert more_or_fewer(0.2, 0.4) == "between 0.2 and 0.4 more"
    assert more_or_fewer(0.0, 3.0) == "between 0 and 3 more"


def test_while_the_gate_holds_there_is_why_and_nothing_else() -> None:
    before = OwnWindow(window(0), row(2.0, 6.0), pictured(), USUAL)
    score = own_score([before, OwnWindow(window(1), reasons=(REASON,))])
    assert score == OwnScore(HELD_SENTENCE, "2026 Q2", (REASON,))


def test_no_window_yet_one_without_contacts_one_that_could_not_be_made() -> None:
    assert own_score([]) == OwnScore(NO_WINDOW)
    assert own_score([OwnWindow(window())]).sentence == "Not enough yet: 0 answers, and 30 are needed."
    refused = own_score([OwnWindow(window(), refused="CONTACTS has no answer in the table. Ask customers first")])
    assert refused.sentence.startswith("No scores could be made for 2026 Q1: CONTACTS has no answer")
    assert [line.verdict for line in refused.lines] == ["not made"]


def test_over_time_the_newest_stands_first_in_the_table_and_last_in_the_picture() -> None:
    windows = [OwnWindow(window(0), few(9)), OwnWindow(window(1)), OwnWindow(window(2), row(-3, 4), pictured(), USUAL)]
    score = own_score(windows)
    assert [line.name for line in score.lines] == ["2026 Q3", "2026 Q2", "2026 Q1"]
    assert [line.verdict for line in score.lines] == ["same as everyone", "no contacts", "not enough yet"]
    assert score.picture is not None
    assert [tick.words for tick in score.picture.ticks_x] == ["2026 Q1", "2026 Q2", "2026 Q3"]
    assert [[words for _, words in gap.lines] for gap in score.picture.gaps] == [
        ["not", "enough", "yet"],
        ["no", "contacts"],
    ]
    [bar] = score.picture.bars
    assert bar.high < score.picture.zero < bar.low  # the interval holds zero; more is higher up
    assert bar.x > score.picture.gaps[-1].x


def test_own_and_left_behind_and_what_was_handed_are_told_apart() -> None:
    score = own_score([OwnWindow(window(), row(-6, 8), pictured(), USUAL)])
    assert score.more == (
        "Your own contacts, by the answers after them: between 6 fewer and 8 more negative answers in a hundred.",
        "What you left to whoever came next, over all your contacts and without any survey: "
        "between 3 fewer and 4 more negative answers in a hundred.",
        "What you were handed: with contacts like yours an average colleague has between 41 and 46 in a hundred "
        "negative answers; of everybody's answers between 36 and 38 in a hundred were negative.",
    )


# What was inherited, and a case.

PICKED_UP = Moment(1_000_000)


def vouched(field: str, value: float, by: str = "gateway", at: int = 900_000) -> Vouched:
    return Vouched(field, value, by, Moment(at))


def contact(name: str = "mail/<2@example.org>", **more: object) -> Taken:
    told = Taken(name, "mail/<1@example.org>", 2, "Ruth", PICKED_UP, "refund", "", "mail", "", False, "system", 1, True)
    return replace(told, **more)  # type: ignore[arg-type]


def test_what_was_inherited_is_counted_by_who_vouches() -> None:
    note = Unvouched(vouched("fixable", 0, "Ruth"), OWN)
    late = Unvouched(vouched("wrong_information", 1, at=2_000_000), LATER)
    rows = [
        contact("a", inherited=(vouched("prior_contacts", 2), vouched("fixable", 0), vouched("mood", 1))),
        contact("b", inherited=(vouched("prior_contacts", 0), vouched("waiting_minutes", 0.4)), refused=(note, late)),
        contact("c", inherited=(vouched("fixable", 1), vouched("irreversible_action", 1)), left_out=APPEALED),
    ]
    found = {line.words: (line.so, line.not_so, line.unknown, line.own, line.later) for line in inherited_lines(rows)}
    assert found == {
        "The customer had been in contact about it before": (1, 1, 1, 0, 0),
        "The customer had been told something wrong": (0, 0, 3, 0, 1),
        "Something had been done that cannot be undone": (1, 0, 2, 0, 0),
        "The rules did not allow what was wanted": (1, 1, 1, 1, 0),
        "The customer had waited a minute or more": (0, 1, 2, 0, 0),
        "Mood": (1, 0, 2, 0, 0),
    }
    assert spared_words(rows) == "Counted for nobody: 1 left out on appeal."
    assert inherited_lines([]) == ()
    assert spared_words(rows[:2]) == ""


def step(name: str, seq: int, before: float, after: float | None) -> Step:
    return Step(name, seq, before, before - 0.07, before + 0.07, after)


CASE = (step("a", 1, 0.30, 0.62), step("b", 2, 0.62, 0.40), step("c", 3, 0.40, 1.0))


def test_a_movement_is_told_with_both_intervals_and_its_way() -> None:
    assert movement(CASE[1], CASE[2]) == (
        "After you a negative end was less likely: before, between 55 and 69 in a hundred such cases end with a "
        "negative answer; after, between 33 and 47 in a hundred."
    )
    assert movement(CASE[0], CASE[1]).startswith("After you a negative end was more likely: before, between 23 and 37")
    assert movement(CASE[2], None).startswith("The answer after you was negative: before, between")
    assert movement(step("d", 1, 0.4, None), None).startswith("Nobody knows how it ended: before, between 33 and 47")
    near = step("e", 1, 0.4, 0.42)
    assert movement(near, step("f", 2, 0.42, None)).startswith("After you a negative end was about as likely as before")


@pytest.mark.promise
@given(st.lists(st.floats(0.1, 0.9), min_size=2, max_size=6))
def test_no_movement_is_told_without_intervals(chances: list[float]) -> None:
    steps = [
        step(str(n), n + 1, one, after) for n, (one, after) in enumerate(zip(chances, [*chances[1:], 1.0], strict=True))
    ]
    for one, following in zip(steps, [*steps[1:], None], strict=True):
        assert bare(movement(one, following)) == []
        assert JUDGING.findall(movement(one, following)) == []


def test_what_moved_most_comes_first_and_is_of_no_spared_contact() -> None:
    rows = [
        (contact("a", started_at=Moment(1)), step("a", 1, 0.30, 0.35)),
        (contact("b", started_at=Moment(2)), step("b", 1, 0.62, 0.40)),
        (contact("c", started_at=Moment(3)), step("c", 1, 0.50, None)),
        (contact("d", started_at=Moment(4), left_out=APPEALED), step("d", 1, 0.10, 0.90)),
        (contact("e", started_at=Moment(5)), None),
    ]
    assert [one.contact for one in moved_most(rows, lambda _: CASE[2])] == ["b", "a"]


def test_colleagues_have_no_names_in_a_case() -> None:
    known = (vouched("wrong_information", 1, "gateway"), vouched("fixable", 0, "policy-engine"))
    said = (vouched("irreversible_action", 1, "sam@shop.example"),)
    found = own_case(
        contact("b", inherited=known + said), CASE, {"b"}, sources=["mail", "policy-engine"], window_days=7
    )
    assert [one.who for one in found.known] == ["the payment gateway", "policy-engine", "a colleague"]
    assert [line.who for line in found.lines] == ["somebody before you", "you", "somebody after you"]
    assert "sam" not in repr(found)


@pytest.mark.promise
@given(st.text(min_size=1, max_size=12))
def test_whoever_is_no_known_system_is_a_colleague(name: str) -> None:
    assert voucher(name, ["mail"]) in ("a colleague", "the contacts on record") or name in (
        *("us", "gateway", "bank", "phone", "carrier", "monitor", "other", "customer", "mail"),
    )


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("prior_contacts", 0, "No contacts about it before"),
        ("prior_contacts", 3, "3 contacts about it before"),
        ("waiting_minutes", 1.2, "The customer had waited 1 minute"),
        ("fixable", 1, "The rules allowed what was wanted"),
        ("irreversible_action", 0, "Nothing had been done that cannot be undone"),
        ("mood", 2.5, "Mood: 2.5"),
    ],
)
def test_what_was_known_is_said_in_words(field: str, value: float, words: str) -> None:
    found = own_case(contact(inherited=(vouched(field, value),)), (), (), sources=[], window_days=7)
    assert [one.words for one in found.known] == [words]


def test_you_earlier_and_you_again() -> None:
    found = own_case(contact("b"), CASE, {"a", "b", "c"}, sources=[], window_days=7)
    assert [line.who for line in found.lines] == ["you, earlier", "you", "you, again"]


def test_the_case_is_drawn_from_before_to_after() -> None:
    found = own_case(contact("b"), CASE, {"b"}, sources=[], window_days=7)
    assert found.picture is not None
    one, own, last = found.picture.falls
    assert [fall.own for fall in (one, own, last)] == [False, True, False]
    assert one.bar_y == own.before  # both are where the first ends and the second begins
    assert last.end == "negative"
    assert [line.after for line in found.lines] == [
        "55 to 69",
        "33 to 47",
        "the answer: negative",
    ]


def test_a_long_case_is_drawn_around_the_contact_and_told_whole() -> None:
    steps = [step(str(number), number, 0.4, 0.4) for number in range(1, 31)]
    found = own_case(contact("20", seq=20), steps, {"20"}, sources=[], window_days=7)
    assert found.picture is not None
    assert (len(found.picture.falls), found.picture.left_out, len(found.lines)) == (10, 20, 30)
    assert sum(fall.own for fall in found.picture.falls) == 1


def test_what_was_not_taken_says_who_would_have_to_vouch() -> None:
    note = Unvouched(vouched("fixable", 0, "Ruth"), OWN)
    late = Unvouched(vouched("wrong_information", 1, at=2_000_000), LATER)
    found = own_case(contact(refused=(note, late)), (), (), sources=[], window_days=7)
    assert [(one.words, one.who, one.why) for one in found.not_taken] == [
        (
            "The rules did not allow what was wanted",
            "you",
            "Not taken: you wrote it yourself. A colleague or a system would have to vouch for it.",
        ),
        (
            "The customer had been told something wrong",
            "the payment gateway",
            "Not taken: it was known only after you had picked up.",
        ),
    ]
    assert found.picture is None
    assert found.lines == ()


def test_what_came_of_it() -> None:
    found = own_case(contact(), (), (), sources=[], window_days=7)
    assert found.outcome == (
        "The customer was in contact again within 7 days.",
        "The answer after it was negative.",
    )
    spared = contact(returned=None, answer=None, invited_by="", left_out=APPEALED)
    assert own_case(spared, (), (), sources=[], window_days=7).outcome == (
        "It is too early to say whether the customer was in contact again within 7 days.",
        "Nobody was asked about it.",
        "It counts for nobody: left out on appeal.",
    )


@given(st.text(min_size=1, max_size=40))
def test_every_contact_has_an_address(name: str) -> None:
    key = contact_key(name)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", key)
    assert contact_of_key(key) == name


@pytest.mark.parametrize("key", ["A", "!", "_w", "YQ=", "YR"])
def test_what_is_no_key_leads_nowhere(key: str) -> None:
    assert contact_of_key(key) is None
