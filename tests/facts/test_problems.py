"""Problems say where, what, and the next step; never more of a value than a person needs."""

import pytest

from amends.facts import AmendsError, Broken, NotAllowed, Problem, Refused


def test_a_problem_points_at_line_and_column_and_says_the_next_step() -> None:
    problem = Problem("refunds.csv", "is not a decimal amount", "Write 129.00", line=3, column="amount", value="12,9")
    assert str(problem) == "refunds.csv, line 3, column amount: '12,9' is not a decimal amount. Write 129.00"


def test_a_problem_without_a_place_inside_is_still_a_sentence() -> None:
    assert str(Problem("orders.csv", "is empty", "Export it again")) == "orders.csv: is empty. Export it again"


def test_a_long_value_is_not_repeated_whole() -> None:
    words = str(Problem("mail.mbox", "is not text", "Look at it", value="secret " * 100))
    assert len(words) < 120


@pytest.mark.parametrize(("error", "code"), [(Refused, 2), (NotAllowed, 3), (Broken, 1)])
def test_every_error_a_person_may_meet_has_words_and_an_exit_code(error: type[AmendsError], code: int) -> None:
    raised = error(Problem("the record", "does not verify", "Restore the copy"))
    assert raised.exit_code == code
    assert str(raised) == "the record: does not verify. Restore the copy"
    assert raised.problem.where == "the record"
