"""While scores are made, no table is read in which something confided could stand, and nothing confided moves them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from amends.facts import Moment
from amends.facts.moments import DAY_US
from learning.test_no_path_to_scores import LATER, confided, of_customer

OF_SCORES = {"desk_taken", "desk_window", "desk_fit", "desk_step"}


@contextmanager
def tables_asked() -> Iterator[set[str]]:
    """The tables that are named in any statement meanwhile."""
    from django.db import connection

    found: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.update(re.findall(r'"(\w+_\w+)"(?=\s|\.|$|;|\))', sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def tables_of(names: set[str]) -> set[str]:
    """Those of these names that are tables."""
    from django.db import connection

    return names & set(connection.introspection.table_names())


@pytest.fixture
def told(desk: Any) -> Any:
    """Twelve contacts, and everything that was confided about them."""
    desk.at(Moment(LATER + 30 * DAY_US))
    desk.tell([entry for number in range(12) for entry in of_customer(number)])
    return desk


@pytest.mark.promise
def test_making_scores_asks_only_the_tables_of_scores(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.scoring.refresh import refresh

    told.tell([entry for number in range(12) for entry in confided(number)])

    def closed(*_: object, **__: object) -> None:
        raise AssertionError("scores read the record")

    for verb in ("after", "of_kind", "about", "entry"):
        monkeypatch.setattr(told.record, verb, closed)
    with tables_asked() as asked:
        assert refresh(told.world.now(), told.world.policy) == 1
    assert tables_of(asked) <= OF_SCORES
    assert tables_of(asked) >= {"desk_taken", "desk_fit"}


def test_a_question_to_another_table_would_be_noticed(told: Any) -> None:
    from amends.console.models import DeskRow

    with tables_asked() as asked:
        assert DeskRow.objects.count() == 12
    assert tables_of(asked) == {"desk_row"}


def stored(desk: Any) -> list[Any]:
    """Everything of which scores are made, as the desk keeps it."""
    from amends.console.models import DeskTaken, DeskWindow

    taken = DeskTaken.objects.order_by("contact").values()
    return [[{k: v for k, v in row.items() if k != "id"} for row in taken], list(DeskWindow.objects.values())]


@pytest.mark.promise
def test_nothing_confided_moves_a_row_of_which_scores_are_made(told: Any) -> None:
    before = stored(told)
    assert len(before[0]) == 12
    told.tell([entry for number in range(12) for entry in confided(number)])
    assert stored(told) == before
    told.tell(of_customer(12))
    assert stored(told) != before
