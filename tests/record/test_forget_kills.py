"""kill -9 between any two steps of a forgetting: he is whole or gone, and the next run finishes it."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from amends.record import forgetting
from forget_stories import CANARIES, HIS_MAIL, close_desk, his, in_files, indexed, readable, run, tell, wrapped_keys
from record_stories import Place


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with both customers, in the record and on the desk."""
    home = tmp_path_factory.mktemp("made") / "home"
    tell(Place(home))
    assert run(Place(home), "rebuild", "--json").exit_code == 0
    close_desk()
    return home


@pytest.fixture
def told(made: Path, tmp_path: Path) -> Iterator[Place]:
    """A copy of it."""
    shutil.copytree(made, tmp_path / "home")
    yield Place(tmp_path / "home")
    close_desk()


def killed_at(place: Place, step: str) -> None:
    """A process of its own forgets him, and is killed when it has done this step."""

    def reached(_: object) -> Callable[[str], None]:
        return lambda done: os.kill(os.getpid(), signal.SIGKILL) if done == step else None

    pid = os.fork()
    if pid == 0:
        try:
            from amends.cli import forget

            forget._reached = reached
            run(place, "forget", HIS_MAIL, "--yes", "--json")
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL


def his_readable(place: Place) -> int:
    """How many of his entries can be opened."""
    with place.open() as record:
        return len({entry.id for _, entry in record.after(0)} & {entry.id for entry in his()})


@pytest.mark.promise
@pytest.mark.parametrize("step", forgetting.STEPS)
def test_killed_at_any_step_he_is_whole_or_gone_and_the_next_run_finishes(told: Place, step: str) -> None:
    keys = wrapped_keys(told)
    killed_at(told, step)
    assert his_readable(told) == (len(his()) if step in ("planned", "blanked") else 0)
    assert list((told.home / "forgotten").glob("pending-*"))
    assert in_files(told.home / "forgotten", CANARIES) == []  # the plan is sealed
    done = json.loads(run(told, "forget", "--finish", "--json").stdout)
    assert [one["entries"]["contact.received"] for one in done["certificates"]] == [1]
    assert in_files(told.home, [*CANARIES, *keys]) == []
    assert readable(told) == indexed(told) == []
    assert not list((told.home / "forgotten").glob("pending-*"))
    assert json.loads(run(told, "forget", "--finish", "--json").stdout)["certificates"] == []


@pytest.mark.promise
def test_a_forgetting_without_a_plan_on_the_disk_is_caught(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "_record_plan", lambda *_: None)
    killed_at(told, "erased")
    run(told, "forget", "--finish", "--json")
    assert in_files(told.home, CANARIES)  # the desk's rows stay, and nobody knows any more whose they are


@pytest.mark.promise
def test_who_writes_again_before_a_cut_off_run_is_finished_keeps_what_is_new(told: Place) -> None:
    killed_at(told, "erased")
    again = his()[5]
    with told.open() as record:
        record.append([type(again)(again.source, "after it was cut off", again.occurred, again.what)])
    run(told, "forget", "--finish", "--json")
    with told.open() as record:
        assert [entry.source_id for entry in record.about([f"email:{HIS_MAIL}"])][1:] == ["after it was cut off"]
