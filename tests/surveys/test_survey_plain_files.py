"""Files of survey tools as they come: names of their own, no numbers, no scale. What is assumed is told apart."""

import io
from collections.abc import Iterable
from itertools import chain
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Refused
from amends.facts.kinds import SurveyAnswered
from amends.intake.heard import Heard
from amends.intake.survey import hear_survey, learn_scores, usual_scale
from amends.intake.table import Mapping

AT = "2026-05-20T09:12:00Z"


def hear(body: str, mapping: Mapping | None = None) -> Heard:
    return sum(hear_survey(io.BytesIO(body.encode()), "answers.csv", mapping=mapping), Heard())


def answers(heard: Heard) -> list[SurveyAnswered]:
    return [entry.what for entry in heard.entries if isinstance(entry.what, SurveyAnswered)]


@pytest.mark.parametrize(
    "header",
    [
        "id,ticket_id,rating,comment,customer_email,created_at",
        "Response ID,Ticket ID,Score,Feedback,Email Address,Submitted At",
        "submissionId,ticketNumber,stars,verbatim,e-mail,completed_at",
    ],
)
def test_usual_names_are_known_and_said(header: str) -> None:
    heard = hear(f"{header}\n62,zendesk/4711,1,no,Marta@example.org,{AT}\n", Mapping(scale="1-5"))
    (what,) = answers(heard)
    assert (what.survey, what.ticket, what.score, what.text) == ("survey/62", "zendesk/4711", 1, "no")
    assert what.email == "marta@example.org"
    (note,) = heard.problems
    assert "was read with survey_id from" in note.what


def test_a_name_that_is_told_counts_before_a_usual_one_and_two_for_one_thing_are_refused() -> None:
    told = hear(
        f"survey_id,answered_at,rating,mood\n1,{AT},4,2\n",
        Mapping(columns={"score": "mood"}, scale="1-5", ignore=frozenset({"rating"})),
    )
    assert answers(told)[0].score == 2
    with pytest.raises(Refused, match="comment"):
        hear(f"survey_id,answered_at,text,comment\n1,{AT},a,b\n")


def test_a_rating_in_words_is_the_label_and_the_name_of_a_measure_its_scale() -> None:
    assert answers(hear(f"id,rating,answered_at\n1,bad,{AT}\n"))[0].label == "bad"
    (nps,) = answers(hear(f"id,nps,answered_at\n1,4,{AT}\n"))
    assert (nps.score, nps.lowest, nps.highest) == (4, 0, 10)


@pytest.mark.parametrize(
    ("scores", "scale"),
    [
        ({1, 5}, "1-5"),
        ({3}, "1-5"),
        ({0, 9}, "0-10"),
        ({4, 8}, "0-10"),
        ({1, 7}, None),  # of 1-7, or of 0-10
        ({0, 5}, None),  # of 0-5, or of 0-10
        ({-1, 1}, None),
        ({40, 100}, None),
        (set(), None),
    ],
)
def test_a_scale_is_assumed_only_where_it_is_plain(scores: set[int], scale: str | None) -> None:
    assert usual_scale(scores) == scale


def learned(*bodies: str) -> set[int]:
    scores: set[int] = set()
    for body in bodies:
        learn_scores(io.BytesIO(body.encode()), Mapping(), scores)
    return scores


def test_scores_are_learned_from_all_files_and_only_where_nobody_told_what_they_mean() -> None:
    assert learned(f"id,score,answered_at\n1,4,{AT}\n", f'{{"id": 2, "rating": 9, "answered_at": "{AT}"}}\n') == {4, 9}
    assert learned("id,score,scale,label\n1,7,1-7,\n2,6,,good\n3,2,,\n") == {2}
    assert learned(f"id,nps,answered_at\n1,4,{AT}\n", "", "\x00\x01", "{half") == set()


def ids(heard: Heard) -> set[str]:
    return {entry.source_id for entry in heard.entries}


def test_what_is_told_later_is_a_further_entry_of_the_same_survey_and_no_conflict() -> None:
    body = f"ticket,score,email,answered_at\n4711,4,marta@example.org,{AT}\n"
    assumed = hear(body, Mapping(assumed_scale="1-5"))
    told = hear(body, Mapping(scale="0-10", helpdesk="zendesk"))
    assert not ids(assumed) & ids(told)
    assert answers(assumed)[0].survey == answers(told)[0].survey
    assert (answers(assumed)[0].ticket, answers(told)[0].ticket) == ("", "zendesk/4711")


def test_a_bare_number_without_a_customer_waits_for_its_helpdesk() -> None:
    heard = hear(f"ticket,label,answered_at\n4711,bad,{AT}\n")
    assert (heard.entries, len(heard.not_understood)) == ((), 1)
    assert "--helpdesk zendesk" in heard.problems[-1].next_step


WHO = st.sampled_from(["a@example.org", "b@example.org"])
DAY = st.integers(1, 3).map(lambda day: f"2026-05-{day:02}T09:00:00Z")
ROWS = st.lists(st.tuples(WHO, DAY), min_size=1, max_size=6, unique=True)


def made_ids(rows: Iterable[tuple[str, str]], text: str = "x") -> list[str]:
    body = "".join(f"{email},{at},bad,{text}\n" for email, at in rows)
    return [one.survey for one in answers(hear(f"email,answered_at,label,text\n{body}"))]


@given(rows=ROWS, shuffled=st.randoms(use_true_random=False))
def test_answers_without_numbers_are_told_apart_in_any_order_and_counted_once(
    rows: list[tuple[str, str]], shuffled: Random
) -> None:
    mixed = list(rows)
    shuffled.shuffle(mixed)
    found = made_ids(chain(mixed, rows), "corrected words")
    assert set(found) == set(made_ids(rows))
    assert len(set(found)) == len(rows)


def test_numbers_by_line_would_be_caught() -> None:
    """The twin: a line is another in the next export."""
    rows = [("a@example.org", AT), ("b@example.org", AT)]

    def by_line(rows: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
        return {row: number for number, row in enumerate(rows)}

    assert by_line(rows) != by_line(rows[::-1])
    assert set(made_ids(rows)) == set(made_ids(rows[::-1]))
