"""No place for a voice, a face, typing or a mood; what each table of care is for; no score that reaches it."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from machine import REPOSITORY

SOURCE = REPOSITORY / "src" / "amends"
CONSOLE = SOURCE / "console"
TEMPLATES = CONSOLE / "templates" / "desk"
SENSED = re.compile(
    r"(?:^|[_\W])(?:audio|video_?stream|webcam|camera|microphone|voice_?print|voice_level|pitch|prosody|gaze|posture|"
    r"pulse|heart_?rate|key_?strokes?|typing_?speed|biometrics?|mouse_?move)(?:$|[_\W])",
    re.IGNORECASE,
)
FELT = re.compile(
    r"(?:^|[_\W])(?:moods?|stress(?:ed)?|burn_?out|emotions?|sentiments?|wellbeing|resilien\w+|fatigue|exhaust\w+)(?:$|[_\W])",
    re.IGNORECASE,
)
WATCHING = re.compile(
    r"getUserMedia|mediaDevices|performance\.now|timeStamp|mousemove|devicemotion|pointermove|onkeyup"
)
OF_CARE = ("my_day*.html", "team*.html", "mirror.html", "helped.html", "after_abuse.html", "abuse.html")


# What is asked of anybody


def fields_of(template: str) -> set[str]:
    """The names of what a form sends."""
    return set(re.findall(r'\bname="([^"{]+)"', template))


def sensing(names: Iterable[str]) -> set[str]:
    return {name for name in names if SENSED.search(name) or FELT.search(name)}


def words_of(template: str) -> str:
    """What somebody reads, without marks and without what Django does with it."""
    return re.sub(r"\{[%{].*?[%}]\}|<[^>]*>", " ", template)


@pytest.mark.promise
def test_no_form_asks_for_it_and_no_page_of_care_says_it() -> None:
    assert {p.name: s for p in TEMPLATES.glob("*.html") if (s := sensing(fields_of(p.read_text("utf-8"))))} == {}
    pages = [page for pattern in OF_CARE for page in TEMPLATES.glob(pattern)]
    assert len(pages) > 12
    assert {p.name: m[0] for p in pages if (m := FELT.search(words_of(p.read_text("utf-8"))))} == {}
    assert sensing(fields_of('<select name="mood">'))  # the twin
    assert FELT.search(words_of("<p>Your stress today</p>"))


@pytest.mark.promise
def test_no_script_listens_to_how_somebody_types_or_moves() -> None:
    scripts = list((CONSOLE / "static").glob("*.js"))
    assert scripts
    assert {script.name: m[0] for script in scripts if (m := WATCHING.search(script.read_text("utf-8")))} == {}
    assert WATCHING.search("el.addEventListener('mousemove', note)")  # the twin


def properties(schema: Any) -> Iterator[str]:
    """Every field of the API, and every parameter."""
    if isinstance(schema, dict):
        if isinstance(names := schema.get("properties"), dict):
            yield from names
        if "in" in schema and isinstance(name := schema.get("name"), str):
            yield name
        for value in schema.values():
            yield from properties(value)
    if isinstance(schema, list):
        for value in schema:
            yield from properties(value)


@pytest.mark.promise
def test_no_field_of_the_api_holds_it(desk: Any) -> None:
    from amends.console.api import api

    names = set(properties(api.get_openapi_schema(path_prefix="/api/v1/")))
    assert {"waiting_since", "skills", "inputs", "shift_end"} <= names
    assert sensing(names) == set()
    assert sensing(properties({"properties": {"voice_level": {}}})) == {"voice_level"}  # the twin


# What each table is for

KEPT = {
    "DeskHandled": {"digest", "owner", "row_key", "day", "body", "mark"},
    "DeskHelped": {"digest", "customer", "day"},
    "CareTap": {"digest", "owner", "day", "body"},
    "CareChoice": {"owner", "body"},
    "CareAway": {"user", "until", "body"},
    "CareRead": {"day", "body"},
}
NAMED_BY = {  # besides the module of the models, and the list for Django
    "DeskHandled": {"care/kept.py", "care/forgetting.py", "care/routing_durations.py"}
    | {"desk/store.py", "desk/rebuild.py"},  # written, emptied and dumped as a whole
    "DeskHelped": {"care/helped_kept.py", "desk/store.py", "desk/rebuild.py"},
    "CareTap": {"care/taps.py", "care/forgetting.py"},
    "CareChoice": {"care/choices.py"},
    "CareAway": {"care/away.py", "care/forgetting.py"},
    "CareRead": {"care/reads.py"},
}


def naming(folder: Path, models: Iterable[str]) -> dict[str, set[str]]:
    """By table, the modules of the console and elsewhere that have it in their code."""
    listed = ("console/models.py", "console/care/models.py")
    found: dict[str, set[str]] = {model: set() for model in models}
    for file in folder.rglob("*.py"):
        path, source = file.relative_to(folder).as_posix(), file.read_text("utf-8")
        if path in listed or path.startswith("console/migrations/"):
            continue
        for model, modules in found.items():
            if model in source and re.search(rf"\b{model}\b", source):
                modules.add(path.removeprefix("console/"))
    return found


@pytest.mark.promise
def test_each_table_of_care_says_what_it_is_for_and_nothing_else_names_it(desk: Any) -> None:
    from amends.console.care import models as tables
    from amends.console.models import CareRead

    models = {one.__name__: one for one in vars(tables).values() if isinstance(one, type) and hasattr(one, "_meta")}
    assert {name: {f.name for f in one._meta.fields} for name, one in models.items()} == KEPT
    for name, one in models.items():
        assert one.purpose.endswith(("for the person", "the person and the router", "for everybody")), name
    assert naming(SOURCE, models) == NAMED_BY
    assert "purpose" not in {field.name for field in CareRead._meta.fields}  # a word for us, no column


def test_twin_that_reads_a_table_for_something_else_is_caught(tmp_path: Path) -> None:
    (tmp_path / "console").mkdir()
    (tmp_path / "console" / "team.py").write_text("from .care.models import CareTap as T\n")
    (tmp_path / "export.py").write_text("import amends.console.models as m\nm.CareTap\n")
    assert naming(tmp_path, ["CareTap"]) == {"CareTap": {"team.py", "export.py"}}


# No score reaches it


def imported(file: Path, module: str) -> set[str]:
    """The modules of amends that this one names in an import, also inside a function."""
    package = module.split(".") if file.name == "__init__.py" else module.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        if isinstance(node, ast.ImportFrom):
            up = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*up, *filter(None, (node.module or "").split("."))])
            found |= {base, *(f"{base}.{one.name}" for one in node.names)}
    return {name for name in found if name.startswith("amends")}


def file_of(module: str, root: Path) -> Path | None:
    path = root.joinpath(*module.split(".")[1:])
    some = (path / "__init__.py", path.with_suffix(".py"))
    return next((file for file in some if file.exists()), None)


def reached(start: Path, root: Path) -> set[str]:
    """Every module that can be reached from those of this folder, over as many steps as it takes."""
    found: set[str] = set()
    files = [*start.rglob("*.py")]
    names = [".".join(("amends", *file.relative_to(root).with_suffix("").parts)) for file in files]
    left = [name.removesuffix(".__init__") for name in names]
    while left:
        name = left.pop()
        file = file_of(name, root)
        if name in found or file is None:
            continue
        found.add(name)
        left += imported(file, name)
    return found


def private(modules: Iterable[str]) -> set[str]:
    return {name for name in modules if name.startswith(("amends.care", "amends.console"))}


@pytest.mark.promise
def test_no_score_reaches_care_over_however_many_steps() -> None:
    found = reached(SOURCE / "scores", SOURCE)
    assert len(found) > 60
    assert private(found) == set()


def test_twin_that_reaches_it_over_two_steps_is_caught(tmp_path: Path) -> None:
    for name, line in (
        ("scores/fit.py", "from ..facts import Moment"),
        ("facts/__init__.py", "def late():\n    from .more import x"),
        ("facts/more.py", "import amends.care.exposure as x"),
        ("care/exposure.py", "LOAD = 1.0"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{line}\n")
    assert private(reached(tmp_path / "scores", tmp_path)) == {"amends.care.exposure"}


SCORES_ON_THE_DESK = ("scoring/*.py", "pages/scores_*.py", "pages/my_score.py", "api/scores*.py", "*score*.py")


@pytest.mark.promise
def test_what_shows_scores_names_nothing_of_care() -> None:
    files = {file for pattern in SCORES_ON_THE_DESK for file in CONSOLE.glob(pattern)}
    assert len(files) > 12
    found = {}
    for file in files:
        module = ".".join(("amends", *file.relative_to(SOURCE).with_suffix("").parts))
        named = {n for n in imported(file, module) if n.startswith(("amends.care", "amends.console.care"))}
        if named:
            found[file.name] = named
    assert found == {}
