"""`amends intake survey` as a person runs it: the balance, problems in words, duplicates on the second run."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Refused
from amends.facts.kinds import SurveyAnswered
from amends.record import open_record

AT = "2026-05-20T09:12:00Z"
CSV = f"survey_id,answered_at,score,scale,customer_id\n62,{AT},1,1-5,C-17\n63,{AT},9,1-5,C-18\n"


def run(tmp_path: Path, *args: object) -> Result:
    words = ["--home", str(tmp_path / "home"), "intake", "survey", *map(str, args)]
    return CliRunner().invoke(amends, words, catch_exceptions=False)


def balance(tmp_path: Path, *args: object) -> dict[str, Any]:
    result = run(tmp_path, *args, "--json")
    told: dict[str, Any] = json.loads(result.stdout)
    assert told["received"] == sum(told[name] for name in told if name != "received")
    return told


def file(tmp_path: Path, name: str, body: str) -> Path:
    (tmp_path / name).write_text(body, "utf-8")
    return tmp_path / name


def test_a_file_is_taken_once_and_a_bad_score_is_named(tmp_path: Path) -> None:
    answers = file(tmp_path, "answers.csv", CSV)
    first, second = balance(tmp_path, answers), balance(tmp_path, answers)
    assert (first["received"], first["applied"], first["quarantined"]) == (2, 1, 1)
    assert (second["applied"], second["conflict"]) == (0, 0)
    result = run(tmp_path, answers)
    assert result.exit_code == 0
    assert "answers.csv, line 3, column score: '9' is outside its scale of 1 to 5" in result.stderr


def test_formbricks_and_rows_may_stand_in_one_file(tmp_path: Path) -> None:
    response = {"id": "r1", "updatedAt": AT, "finished": True, "data": {"csat": 2, "ticket": "4711"}}
    event = {"event": "responseFinished", "data": response}
    row = {"survey_id": "62", "answered_at": AT, "score": 1, "scale": "1-5"}
    told = balance(tmp_path, file(tmp_path, "all.json", json.dumps([event, row, event])), "--helpdesk", "zendesk")
    assert (told["received"], told["applied"], told["duplicate"]) == (3, 2, 1)
    with open_record(tmp_path / "home") as record:
        (entry,) = record.about({"ticket:zendesk/4711"})
    assert isinstance(entry.what, SurveyAnswered)
    assert (entry.what.survey, entry.what.score) == ("survey/r1", 2)


def test_a_stray_file_in_a_folder_is_named_and_the_others_are_taken(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    file(tmp_path, "export/a.csv", "")
    file(tmp_path, "export/b.csv", CSV)
    file(tmp_path, "export/c.csv", "refund_id,amount\nR-1,1\n")
    result = run(tmp_path, tmp_path / "export", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["applied"] == 1
    assert "a.csv: is empty" in result.stderr
    assert "c.csv: is no survey" in result.stderr
    assert "amends intake table" in result.stderr


def test_options_name_columns_labels_and_the_scale(tmp_path: Path) -> None:
    body = "Nr;When;How;Mood;Browser\n62;2026-05-20 11:12;4;Naja;marta@example.org\n62;2026-05-20 11:12;4;Naja;\n"
    names = ("--map", "survey_id=Nr", "--map", "answered_at=When", "--map", "score=How", "--map", "label=Mood")
    more = ("--map-label", "Naja=neutral", "--scale", "1-5", "--zone", "Europe/Berlin", "--ignore-others")
    told = balance(tmp_path, file(tmp_path, "x.csv", body), *names, *more, "--source", "typeform")
    assert (told["applied"], told["duplicate"]) == (1, 1)


@pytest.mark.parametrize(
    ("option", "what"),
    [
        (("--scale", "stars"), "is not a scale"),
        (("--map-label", "x=fine"), "is not a state of ours"),
        (("--map", "score"), "is not name=value"),
        (("--source", " "), "is empty"),
        (("--zone", "Mars/Phobos"), "is not a time zone"),
    ],
)
def test_an_option_that_is_wrong_is_refused_before_anything_is_read(
    tmp_path: Path, option: tuple[str, str], what: str
) -> None:
    with pytest.raises(Refused, match=what):
        run(tmp_path, file(tmp_path, "answers.csv", CSV), *option)
    assert not (tmp_path / "home").exists()
