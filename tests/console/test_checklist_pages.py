"""Before something that cannot be undone: the answers are entries, nobody is stopped, and it is measured whether it
helps.
"""

from typing import Any

import pytest

import learning_told as told
from amends.facts import Moment, Verdict
from amends.facts.kinds import CheckAnswered
from amends.facts.moments import DAY_US
from amends.learning.checklists import CHECKLISTS
from desk_stories import MATTER, WHO, at, failed_refund_story, quiet_customers
from learning_told import form

PAGE = f"/customers/{WHO}/checklists/refund_elsewhere"
GOOD = {"closed": "yes", "owner": "yes", "first_gone": "yes"}


@pytest.fixture
def known(desk: Any) -> Any:
    desk.tell([*failed_refund_story(), *quiet_customers(2)])
    return desk


def answers(desk: Any) -> list[CheckAnswered]:
    return [entry.what for entry in desk.acts() if isinstance(entry.what, CheckAnswered)]


def send(desk: Any, **fields: str) -> Any:
    return desk.browser().post(PAGE, form(matter=MATTER, **fields))


def test_it_says_what_cannot_be_undone_and_what_the_witnesses_say_now(known: Any) -> None:
    html = known.browser().get(f"{PAGE}?matter={MATTER}").content.decode()
    for words in (
        "Money that went to somebody else&#x27;s account does not come back by itself.",
        "The customer is right: The refund of 129.00 EUR did not arrive",
        "Seen by: stripe.",
        "129.00 EUR is owed to this customer and has not been seen to arrive.",
        "Did a witness say that money cannot arrive where it was paid from?",
    ):
        assert words in html


def test_every_list_is_reached_from_the_case(known: Any) -> None:
    html = known.browser().get(f"/customers/{WHO}").content.decode()
    for action in CHECKLISTS:
        assert f'href="/customers/{WHO}/checklists/{action}?matter=refund%3AR-2291"' in html
        assert known.browser().get(f"/customers/{WHO}/checklists/{action}").status_code == 200


@pytest.mark.parametrize(
    ("decision", "went_on", "said"), [("go_on", True, "said=check"), ("leave_it", False, "said=left")]
)
def test_the_answers_are_an_entry_once(known: Any, decision: str, went_on: bool, said: str) -> None:
    sent = form(matter=MATTER, decision=decision, **GOOD)
    for _ in range(2):
        answer = known.browser().post(PAGE, sent)
        assert answer.status_code == 302
        assert answer["Location"].endswith(said)
    assert [(one.checklist, one.went_on, one.matter, one.by) for one in answers(known)] == [
        ("refund_elsewhere", went_on, MATTER, "Ruth")
    ]
    assert answers(known)[0].answers == ("closed=yes", "owner=yes", "first_gone=yes")
    assert ("went on" if went_on else "left it") in known.browser().get(PAGE).content.decode()


def test_an_answer_that_speaks_against_it_asks_once_more_and_stops_nobody(known: Any) -> None:
    doubtful = GOOD | {"owner": "no"}
    answer = send(known, decision="go_on", **doubtful)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Something speaks against going on:" in html
    assert "<li>Is it known that the other account is the customer&#x27;s own?</li>" in html
    assert answers(known) == []
    assert send(known, all_the_same="yes", **doubtful).status_code == 302
    assert [one.went_on for one in answers(known)] == [True]


def test_to_leave_it_asks_nothing_more(known: Any) -> None:
    assert send(known, decision="leave_it", **(GOOD | {"owner": "no"})).status_code == 302
    assert [one.went_on for one in answers(known)] == [False]


@pytest.mark.parametrize(
    "fields", [{"closed": "yes"}, GOOD | {"owner": "perhaps"}, GOOD | {"matter": "refund:somebody-elses"}]
)
def test_what_is_not_answered_or_not_his_is_refused(known: Any, fields: dict[str, str]) -> None:
    answer = known.browser().post(PAGE, form(**({"matter": MATTER, "decision": "go_on"} | fields)))
    assert answer.status_code == 422
    assert "Not done." in answer.content.decode()
    assert answers(known) == []


@pytest.mark.parametrize("path", [f"/customers/{WHO}/checklists/dance", "/customers/customer:C-0/checklists/cancel"])
def test_no_such_list_or_customer_is_not_there(known: Any, path: str) -> None:
    assert known.browser().get(path).status_code == 404


def done(desk: Any, count: int, *, checked: bool, failed: int, since: Moment) -> None:
    from amends.console.models import DeskDone

    DeskDone.objects.bulk_create(
        DeskDone(
            row_key="customer:X",
            at=since + number * DAY_US // 4,
            action="cancel",
            checked=checked,
            failed=number * failed // count != (number + 1) * failed // count,
            look_again=None,
        )
        for number in range(count)
    )


def test_whether_a_list_helps_is_judged_over_everything_that_was_done(desk: Any) -> None:
    """Not answered against answered: those rows stand beside it, and the page says that they are no comparison."""
    done(desk, 200, checked=False, failed=60, since=at("01-01T00:00"))
    done(desk, 100, checked=True, failed=2, since=at("04-01T00:00"))
    done(desk, 100, checked=False, failed=20, since=at("04-01T00:00"))
    html = desk.browser().get("/checklists").content.decode()
    assert "60 of 200, 30.00%" in html
    assert "22 of 200, 11.00%" in html
    assert "2 of 100" in html
    assert "80 of 300" in html
    assert "These two rows are no comparison" in html


def test_where_only_calm_days_are_answered_the_list_is_not_praised(desk: Any) -> None:
    """The twin: nothing changed over all, but what went well was answered."""
    done(desk, 200, checked=False, failed=40, since=at("01-01T00:00"))
    done(desk, 100, checked=True, failed=0, since=at("04-01T00:00"))
    done(desk, 100, checked=False, failed=40, since=at("04-01T00:00"))
    html = desk.browser().get("/checklists").content.decode()
    assert "0 of 100" in html
    assert "<p>Worked." not in html


def test_a_list_that_nobody_answered_says_so(desk: Any) -> None:
    assert desk.browser().get("/checklists").content.decode().count("there is nothing to compare yet") == len(
        CHECKLISTS
    )


NO_COMPARISON = "These two rows are no comparison"


def test_one_row_is_not_called_two(desk: Any) -> None:
    done(desk, 3, checked=False, failed=1, since=at("06-01T08:00"))
    html = desk.browser().get("/checklists").content.decode()
    assert "Not answered" in html
    assert NO_COMPARISON not in html


def test_an_answer_before_it_was_done_counts_as_asked(desk: Any) -> None:
    from amends.console.models import DeskDone

    answered = CheckAnswered("cancel", ("asked=yes",), True, by="Ruth", about=WHO)
    story = [*failed_refund_story(), told.told("check:1", at("06-10T08:00"), answered)]
    desk.tell([*story, told.action("cancelled", at("06-10T09:00"))])
    assert [(row.action, row.checked) for row in DeskDone.objects.all()] == [("cancel", True)]


def test_words_of_a_verdict_are_those_of_the_case(known: Any) -> None:
    from amends.facts.opinions import VERDICT_WORDS

    html = known.browser().get(PAGE).content.decode()
    assert VERDICT_WORDS[Verdict.CUSTOMER_RIGHT] in html
