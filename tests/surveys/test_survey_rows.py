"""Answers to surveys as files: what a customer said when he was asked, bound to his ticket and to himself."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import CUSTOMER, US, Entry, Refused, Source, entry_of, head_and_body, hear_moment
from amends.facts.kinds import PreferenceTold, SurveyAnswered
from amends.intake.heard import Heard
from amends.intake.survey import hear_survey
from amends.intake.table import Mapping

AT = "2026-05-20T09:12:00Z"
HEADER = "survey_id,answered_at,score,scale,ticket,customer_id,no_feedback_call,text"
ROW = f"62,{AT},1,1-5,zendesk/4711,C-17,x,Don't bother"


def hear(body: str | bytes, mapping: Mapping | None = None, source: str = "survey") -> Heard:
    raw = body.encode() if isinstance(body, str) else body
    return sum(hear_survey(io.BytesIO(raw), "answers.csv", source, mapping=mapping), Heard())


def one(header: str, row: str, mapping: Mapping | None = None) -> SurveyAnswered:
    heard = hear(f"{header}\n{row}\n", mapping)
    assert not heard.problems
    what = heard.entries[0].what
    assert isinstance(what, SurveyAnswered)
    return what


def test_four_hundred_instead_of_nine() -> None:
    """He scores 1, ticks that he wants no call, and says why. Neither is a legal opt-out."""
    heard = hear(f'{HEADER}\n{ROW[: ROW.rindex(",")]},"Don\'t bother, you said 400.00 for invoice INV-900"\n')
    (entry,) = heard.entries
    assert (entry.source, entry.id) == (Source("survey", CUSTOMER), f"survey/survey:62:answered:{AT}")
    assert entry.occurred == hear_moment(AT)
    assert entry.subject_key == "customer:C-17"
    assert entry.what == SurveyAnswered(
        "survey/62",
        score=1,
        lowest=1,
        highest=5,
        ticket="zendesk/4711",
        no_feedback_call=True,
        customer_id="C-17",
        text="Don't bother, you said 400.00 for invoice INV-900",
        named=("invoice:INV-900",),
    )
    assert entry_of(*head_and_body(entry)) == entry


def test_a_legal_opt_out_is_told_beside_the_answer() -> None:
    heard = hear(f"survey_id,answered_at,email,opt_out\n62,{AT},Marta@Example.org,yes\n63,{AT},,phone\n")
    answer, opted = heard.entries
    assert isinstance(answer.what, SurveyAnswered)
    assert opted.what == PreferenceTold("opt_out", about="email:marta@example.org")
    assert (opted.source.root, opted.occurred) == (CUSTOMER, answer.occurred)
    assert opted.subject_key == answer.subject_key
    (problem,) = heard.problems
    assert (problem.line, problem.column, problem.what) == (3, "opt_out", "names no customer")
    assert len(heard.not_understood) == 1, "an opt-out of nobody waits for somebody to look at it"


def test_an_opt_out_of_one_channel_keeps_the_others_open() -> None:
    heard = hear(f"survey_id,answered_at,customer_id,opt_out\n62,{AT},C-17,Phone\n")
    assert heard.entries[1].what == PreferenceTold("opt_out", channel="phone", about="customer:C-17")


def test_who_was_asked_and_did_not_answer_is_our_word() -> None:
    heard = hear(f"survey_id,asked_at,answered_at,customer_id,score,scale\n62,{AT},,C-17,,\n63,{AT},{AT},C-18,5,1-5\n")
    asked, answered = heard.entries
    assert asked.source == Source("survey", US)
    assert asked.what == SurveyAnswered("survey/62", answered=False, customer_id="C-17")
    assert answered.source == Source("survey", CUSTOMER)


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("score,scale", "4,1-5", (4, 1, 5)),
        ("score,scale", "4.0,1 to 5", (4, 1, 5)),
        ("score,scale", "0,0..10", (0, 0, 10)),
        ("score,scale", "-1,-1 - 1", (-1, -1, 1)),
        ("score,scale_min,scale_max", "7,0,10", (7, 0, 10)),
        ("score,scale", ",1-5", (None, None, None)),
    ],
)
def test_a_score_has_its_scale(header: str, cells: str, expected: tuple[int, int, int]) -> None:
    what = one(f"survey_id,answered_at,{header}", f"62,{AT},{cells}")
    assert (what.score, what.lowest, what.highest) == expected


def test_the_scale_may_be_told_once_for_the_file_and_a_row_knows_better() -> None:
    heard = hear(f"survey_id,answered_at,score,scale\n1,{AT},4,\n2,{AT},4,0-10\n", Mapping(scale="1-5"))
    scales = [entry.what.highest for entry in heard.entries if isinstance(entry.what, SurveyAnswered)]
    assert scales == [5, 10]


@pytest.mark.parametrize(
    ("header", "cells", "column", "what"),
    [
        ("score,scale", "6,1-5", "score", "is outside its scale of 1 to 5"),
        ("score,scale", "0,1-5", "score", "is outside its scale"),
        ("score,scale", "4.5,1-5", "score", "is not a whole number"),
        ("score,scale", "four,1-5", "score", "is not a whole number"),
        ("score,scale", "4,", "score", "has no scale"),
        ("score,scale", "4,5-1", "scale", "is not a scale"),
        ("score,scale", "4,stars", "scale", "is not a scale"),
        ("score,scale_min,scale_max", "4,1,", "scale_max", "is empty"),
        ("score,scale_min,scale_max", "4,5,1", "scale_max", "is not above"),
        ("label", "thrilled", "label", "is not a word known here"),
        ("no_feedback_call", "perhaps", "no_feedback_call", "is neither ticked nor not"),
        ("ticket", "4711", "ticket", "does not say whose number it is"),
        ("call", "1699.12", "call", "does not say whose number it is"),
    ],
)
def test_a_bad_row_is_named_and_kept_and_the_others_are_taken(header: str, cells: str, column: str, what: str) -> None:
    empty = "," * cells.count(",")
    heard = hear(f"survey_id,answered_at,{header}\n1,{AT},{empty}\n2,{AT},{cells}\n3,{AT},{empty}\n")
    assert len(heard.entries) == 2
    (problem,) = heard.problems
    assert (problem.line, problem.column) == (3, column)
    assert what in problem.what
    assert problem.next_step
    (kept,) = heard.not_understood
    assert kept.raw.startswith(b"2,")


@pytest.mark.parametrize(("cell", "column"), [("yesterday", "answered_at"), ("2026-05-20 09:12", "answered_at")])
def test_a_time_that_is_none(cell: str, column: str) -> None:
    heard = hear(f"survey_id,answered_at\n1,{cell}\n")
    assert (heard.problems[0].column, heard.entries) == (column, ())


def test_a_label_needs_no_scale_and_other_words_are_mapped() -> None:
    assert one("survey_id,answered_at,label", f"62,{AT},Dissatisfied").label == "bad"
    assert one("survey_id,answered_at,label", f"62,{AT},Naja", Mapping(states={"Naja": "neutral"})).label == "neutral"
    assert one("survey_id,answered_at,label,score", f"62,{AT},bad,1").score == 1
    with pytest.raises(Refused, match="is not a state of ours"):
        hear(f"survey_id,answered_at,label\n62,{AT},x\n", Mapping(states={"x": "fine"}))


def test_bare_numbers_take_the_name_of_their_system() -> None:
    what = one(
        "survey_id,answered_at,ticket,call", f"62,{AT},4711,1699.12", Mapping(helpdesk="zendesk", phone_system="pbx")
    )
    assert (what.ticket, what.call) == ("zendesk/4711", "pbx/1699.12")


def test_an_answer_changed_later_is_a_further_entry_and_told_again_it_is_the_same() -> None:
    later = ROW.replace(AT, "2026-05-21T09:12:00Z").replace(",1,", ",5,")
    heard = hear(f"{HEADER}\n{ROW}\n{later}\n{ROW}\n")
    assert len({entry.id for entry in heard.entries}) == 2
    assert heard.entries[0] == heard.entries[2]


def test_the_many_questions_of_a_survey_can_be_left_out_but_not_by_accident() -> None:
    body = f"survey_id,answered_at,How was it,Why\n62,{AT},4,late\n"
    with pytest.raises(Refused, match="is not a column of surveys"):
        hear(body)
    mapping = Mapping(columns={"score": "How was it", "text": "Why"}, scale="1-5", ignore_others=True)
    assert [e.what.text for e in hear(body, mapping).entries if isinstance(e.what, SurveyAnswered)] == ["late"]


# The same answers in every format


def rows(count: int = 3) -> list[dict[str, object]]:
    return [{"survey_id": f"{n}", "answered_at": AT, "score": n, "scale": "0-10", "text": "é"} for n in range(count)]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(rows()),
        json.dumps(rows(), indent=2),
        "\n".join(json.dumps(row) for row in rows()),
        "\ufeff" + "\r\n".join(json.dumps(row) for row in rows()),
        "survey_id;answered_at;score;scale;text\n" + "".join(f"{n};{AT};{n};0-10;é\n" for n in range(3)),
    ],
)
def test_a_list_lines_and_csv_tell_the_same(body: str) -> None:
    heard = hear(body)
    assert not heard.problems
    assert heard.entries == hear(json.dumps(rows())).entries
    assert len(heard.entries) == 3


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ('{"survey_id": "x", "answered_at": }', "is not a whole JSON value"),
        ('{"survey_id": "x", "survey_id": "y"}', "names a column twice"),
        ('{"survey_id": "x", "text": "\\ud800"}', "half a character"),
        ('{"survey_id": "x", "score": NaN}', "is not a number"),
        ('{"survey_id": ["x"]}', "holds a list or an object"),
    ],
)
def test_a_broken_value_costs_itself_alone(broken: str, what: str) -> None:
    good = [json.dumps(row) for row in rows(2)]
    for body in (f"[{good[0]},\n{broken},\n{good[1]}]", f"{good[0]}\n{broken}\n{good[1]}\n"):
        heard = hear(body)
        assert len(heard.entries) == 2
        assert [(problem.line, what in problem.what) for problem in heard.problems] == [(2, True)]
        assert heard.not_understood[0].raw == broken.encode()


def test_a_list_that_is_cut_off_is_said() -> None:
    whole = json.dumps(rows())
    heard = hear(whole[: whole.rindex("{") + 9])
    assert len(heard.entries) == 2
    assert len(heard.not_understood) == 1
    assert "ends before its list is closed" in heard.problems[-1].what + heard.problems[0].what


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("", "is empty"),
        ("[]", "holds no rows"),
        ("survey_id,answered_at\n", "holds no rows"),
        ("survey_id,score\n1,2\n", "is missing"),
        ('[{"surveyid": 1}]', "is not a column of surveys"),
        ('{"tickets": [], "end_time": 1}', "intake zendesk"),
        ("From marta@example.org Wed May 20\n\nhello", "intake mail"),
        ("refund_id,amount\nR-1,1\n", "intake table"),
        ("PK\x03\x04", "spreadsheet"),
    ],
)
def test_a_file_that_is_no_survey_says_so_and_where_it_may_belong(body: str, what: str) -> None:
    with pytest.raises(Refused) as refused:
        hear(body)
    assert what in str(refused.value)
    assert refused.value.problem.next_step


# Order and repetition

ROWS = st.lists(
    st.builds(
        lambda number, day, score, opted: f"{number},2026-05-{day:02}T09:00:00Z,{score},1-5,C-{number},{opted}",
        st.integers(1, 4),
        st.integers(1, 3),
        st.just(3),
        st.sampled_from(["", "yes"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row.rpartition(",")[0],
)
COLUMNS = "survey_id,answered_at,score,scale,customer_id,opt_out"


def told(lines: list[str]) -> list[Entry]:
    return list(hear(COLUMNS + "\n" + "\n".join(lines) + "\n").entries)


def counted_twice(entries: list[Entry], once: list[Entry]) -> bool:
    """Whether an id is told with two contents, or something is told that was not before."""
    return len({entry.id for entry in entries}) != len(set(entries)) or set(entries) != set(once)


@pytest.mark.promise
@given(ROWS.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines * 2))))
def test_order_and_repetition_change_nothing(lines: tuple[list[str], list[str]]) -> None:
    once, shuffled = lines
    assert not counted_twice(told(shuffled), told(once))


@pytest.mark.promise
def test_ids_by_line_would_be_caught() -> None:
    """The broken twin: numbering answers by their place in the file."""
    lines = [f"1,{AT},3,1-5,C-1,", f"2,{AT},5,1-5,C-2,"]

    def by_place(entries: list[Entry]) -> list[Entry]:
        return [Entry(entry.source, f"row:{place}", entry.occurred, entry.what) for place, entry in enumerate(entries)]

    both = by_place(told(lines)) + by_place(told(lines[::-1]))
    assert counted_twice(both, by_place(told(lines)))
    assert not counted_twice(told(lines) + told(lines[::-1]), told(lines))
