"""The runner of the benches: finds them, says what they cost, and does not hide a failure."""

from pathlib import Path

import pytest
from bench import __main__ as runner


@pytest.fixture
def two_benches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of benches: one that works, one that fails."""
    folder = tmp_path / "bench"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "helper.py").write_text("ANSWER = 42\n")
    (folder / "good.py").write_text("import sys\n\ndef main(argv):\n    return 0 if argv == ['--quick'] else 7\n")
    (folder / "worse.py").write_text("\ndef main(argv):\n    return 3\n")
    monkeypatch.setattr(runner, "FOLDER", folder)
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_bench_is_a_module_with_a_main(two_benches: Path) -> None:
    assert runner.names() == ["good", "worse"]


def test_a_bench_that_fails_is_named_and_fails_the_run(two_benches: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.main(["--quick"]) == 1
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("good", "worse"))]
    assert ["FAILED (3)" in row for row in rows] == [False, True]


def test_quick_is_passed_on_and_benches_are_chosen_by_name(two_benches: Path) -> None:
    assert runner.main(["--quick", "good"]) == 0
    assert runner.main(["good"]) == 1


def test_a_name_that_is_no_bench_is_refused(two_benches: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        runner.main(["best"])
    assert "no bench is called best; there are good, worse" in capsys.readouterr().err


def test_the_machine_is_named() -> None:
    assert " cores, " in runner.machine()
    assert "Python 3." in runner.machine()
