"""What a dump of the tables tells of anybody's exposure without the key: nothing. And who may ask for it."""

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amends.facts.moments import DAY_US
from care_morning import RUTH, day_of, morning
from desk_stories import NOW, WHO
from machine import REPOSITORY

CONSOLE = REPOSITORY / "src" / "amends"
SEALED = ("desk_handled", "care_tap", "care_choice", "care_away")
LEVELS = ("curt", "insult", "threat")


@pytest.fixture
def told(desk: Any) -> Any:
    """The desk after that morning, with Ruth's own words, choices and a pause."""
    desk.world.policy = replace(desk.world.policy, agents=RUTH)
    desk.tell(morning())
    say_and_choose()
    return desk


def say_and_choose() -> None:
    from amends.console.care.away import go
    from amends.console.care.choices import Choices, choose
    from amends.console.care.taps import tap

    for line, level in zip(day_of("Ruth").lines, ("threat", "curt"), strict=True):
        tap("Ruth", line.contact, level, NOW)
    choose("Ruth", Choices(offers=False, mirror=True, routed=False))
    go("Ruth", "pause", 10, NOW)


def dumped() -> dict[str, list[str]]:
    """Every row of every table of the console, as whoever has the database reads it."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = [json.dumps([str(value) for value in row]) for row in cursor.fetchall()]
    return found


def check_dump(tables: dict[str, list[str]]) -> None:
    """No mark anywhere; in the tables of care neither a name, nor a contact, nor a customer, nor why somebody is away.

    Only `care_away` has a name, because others must know who is away.
    """
    assert [len(tables[name]) for name in SEALED] == [3, 2, 1, 1]
    said = [(name, row) for name, rows in tables.items() for row in rows if any(f'"{w}"' in row for w in LEVELS)]
    assert said == []
    contacts = [line.contact for user in ("Ruth", "Omar") for line in day_of(user).lines]
    names = [name for user, others in RUTH.items() for name in (user, *others)]
    for table in SEALED:
        hidden = [*contacts, WHO, *LEVELS, "pause", "written", "true", "phone", "mail"]
        hidden += names if table != "care_away" else []
        for row in tables[table]:
            assert [word for word in hidden if word in row] == [], table


@pytest.mark.promise
def test_a_dump_of_all_tables_tells_nobodys_exposure(told: Any) -> None:
    check_dump(dumped())


@pytest.mark.postgres
def test_on_postgresql_too(postgres_desk: Any) -> None:
    postgres_desk.world.policy = replace(postgres_desk.world.policy, agents=RUTH)
    postgres_desk.tell(morning())
    say_and_choose()
    check_dump(dumped())


@pytest.mark.parametrize("module", ["kept", "taps", "choices", "away"])
def test_a_row_that_is_not_sealed_is_caught(desk: Any, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    from amends.console.care import away, choices, kept, taps

    broken = {"kept": kept, "taps": taps, "choices": choices, "away": away}[module]
    monkeypatch.setattr(broken, "sealed", lambda purpose, text, *beside: text)
    monkeypatch.setattr(broken, "opened", lambda purpose, text, *beside: text)
    desk.world.policy = replace(desk.world.policy, agents=RUTH)
    desk.tell(morning())
    say_and_choose()
    with pytest.raises(AssertionError):
        check_dump(dumped())


def test_a_name_that_is_not_a_digest_is_caught(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.care import kept

    monkeypatch.setattr(kept, "owner_of", lambda user: user)
    desk.world.policy = replace(desk.world.policy, agents=RUTH)
    desk.tell(morning())
    say_and_choose()
    with pytest.raises(AssertionError):
        check_dump(dumped())


@pytest.mark.promise
def test_the_length_of_a_row_says_nothing_of_what_was_said(told: Any) -> None:
    from amends.console.care.choices import Choices, choose
    from amends.console.care.kept import insert
    from amends.console.care.taps import tap
    from amends.console.models import CareAway, CareChoice, CareTap, DeskHandled
    from test_care_day import contact

    DeskHandled.objects.all().delete()
    variants = [(level, fixable) for level in ("none", *LEVELS) for fixable in (None, False)]
    some = [
        contact(f"c{n}", "2026-06-18T08:00:00Z", level=level, fixable=fixable, repeat=n % 2 == 0)
        for n, (level, fixable) in enumerate(variants)
    ]
    insert([("customer:C-1", some)])
    assert len({len(body) for body in DeskHandled.objects.values_list("body", flat=True)}) == 1
    for one, word in zip(some, ("none", *LEVELS), strict=False):
        tap("Ruth", one.contact, word, NOW)
    assert CareTap.objects.count() >= 4
    assert len({len(body) for body in CareTap.objects.values_list("body", flat=True)}) == 1
    from amends.console.care.away import go

    choose("Omar", Choices(mirror=True))
    go("Omar", "written", 10, NOW)
    for model in (CareChoice, CareAway):
        assert len({len(row.body) for row in model._default_manager.all()}) == 1
        assert model._default_manager.count() == 2


def test_rows_of_one_person_in_two_tables_have_nothing_in_common(told: Any) -> None:
    from amends.console.models import CareChoice, CareTap, DeskHandled

    owners = [
        set(model._default_manager.values_list("owner", flat=True)) for model in (DeskHandled, CareTap, CareChoice)
    ]
    assert [len(some) for some in owners] == [2, 1, 1]
    assert len(set().union(*owners)) == 4


def test_without_the_key_nobody_can_try_names(told: Any, settings_key: Any) -> None:
    from cryptography.exceptions import InvalidTag

    from amends.console.care import kept
    from amends.console.models import DeskHandled

    mine = kept.owner_of("Ruth")
    row = DeskHandled.objects.filter(owner=mine).first()
    assert row is not None
    with settings_key("another secret of fifty characters and some more to be long"):
        assert kept.owner_of("Ruth") != mine
        assert day_of("Ruth").lines == ()
        with pytest.raises(InvalidTag):
            kept.customer_of(row.row_key)


def test_a_row_that_is_put_under_another_owner_does_not_open(told: Any) -> None:
    from cryptography.exceptions import InvalidTag

    from amends.console.care import kept
    from amends.console.models import DeskHandled

    DeskHandled.objects.filter(owner=kept.owner_of("Omar")).update(owner=kept.owner_of("Ruth"))
    with pytest.raises(InvalidTag):
        day_of("Ruth")


@pytest.fixture
def settings_key() -> Any:
    """The console under another secret for a moment."""
    from django.test import override_settings

    return lambda key: override_settings(SECRET_KEY=key)


def test_the_day_of_a_row_is_all_that_it_tells_of_its_time(told: Any) -> None:
    from amends.console.models import CareTap, DeskHandled

    for model in (DeskHandled, CareTap):
        assert {day % DAY_US for day in model._default_manager.values_list("day", flat=True)} == {0}


# --- who may ask ---

PRIVATE = {
    "amends.console.care.exposed": {"day_of", "loads", "Day", "Line"},
    "amends.console.care.kept": None,  # all of it
    "amends.console.care.taps": None,
    "amends.console.care.reads": None,
    "amends.console.care.models": {"DeskHandled", "CareTap", "CareChoice", "CareAway", "CareRead"},
    "amends.console.models": {"DeskHandled", "CareTap", "CareChoice", "CareAway", "CareRead"},
}
WORDS = (
    "exposed",
    "kept",
    "taps",
    "reads",
    "DeskHandled",
    "CareTap",
    "CareChoice",
    "CareAway",
    "CareRead",
)  # one of them is in what names it
MAY = (
    "console/care/",
    "console/api/care.py",
    "console/pages/my_day.py",
    "console/my_day_view.py",  # what the page says of a day that it is given
    "console/reads_view.py",
)
WRITES = {  # the tables of the desk are written, emptied and dumped as a whole; not read
    "console/desk/store.py": {"kept", "DeskHandled"},
    "console/desk/rebuild.py": {"DeskHandled"},
    "console/models.py": {"DeskHandled", "CareTap", "CareChoice", "CareAway", "CareRead"},
}


def named(source: str, module: str) -> Iterator[str]:
    """What is named here of the private things, however it was imported."""
    package = module.split(".")[:-1]
    aliases: dict[str, str] = {}
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                aliases[one.asname or one.name] = one.name
        if isinstance(node, ast.ImportFrom):
            up = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*up, *(node.module or "").split(".")]).strip(".")
            for one in node.names:
                aliases[one.asname or one.name] = f"{origin}.{one.name}"
                if origin in PRIVATE and ((only := PRIVATE[origin]) is None or one.name in only):
                    yield one.name
    modules = {name: PRIVATE[origin] for name, origin in aliases.items() if origin in PRIVATE}
    yield from (aliases[name].rpartition(".")[2] for name, only in modules.items() if only is None)
    for node in ast.walk(tree) if modules else ():
        if isinstance(node, ast.Attribute) and node.attr in (modules.get(ast.unparse(node.value)) or ()):
            yield node.attr


def asking(root: Path) -> dict[str, set[str]]:
    """Modules that name something private and may not."""
    found = {}
    for file in root.rglob("*.py"):
        path = file.relative_to(root).as_posix()
        if path.startswith(MAY):
            continue
        source = file.read_text("utf-8")
        if not any(word in source for word in WORDS):
            continue
        module = "amends." + path.removesuffix(".py").replace("/", ".")
        names = set(named(source, module)) - WRITES.get(path, set())
        if names:
            found[path] = names
    return found


@pytest.mark.promise
def test_only_the_person_and_the_router_can_ask_for_exposure() -> None:
    assert asking(CONSOLE) == {}
    mine = (CONSOLE / "console/pages/my_day.py").read_text("utf-8")
    assert "day_of" in set(named(mine, "amends.console.pages.my_day"))  # what is looked for is found where it is


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("console/pages/team.py", "from ..care.exposed import day_of"),
        ("console/pages/team.py", "from ..care import exposed\nexposed.loads(0)"),
        ("console/pages/queue.py", "from ..care import exposed as e\ndef f(): return e.day_of('Ruth', 0)"),
        ("console/scores_view.py", "from .models import DeskHandled"),
        ("console/digest_view.py", "from .care import taps"),
        ("cli/exports.py", "import amends.console.care.exposed as x\nx.loads(0)"),
        ("cli/other.py", "import amends.console.care.kept"),
        ("console/digest_view.py", "from .care.reads import of"),
        ("demo/wall.py", "from amends.console.care.taps import taps_of"),
    ],
)
def test_a_module_that_asks_for_somebody_elses_is_caught(tmp_path: Path, path: str, line: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(f"{line}\n")
    assert list(asking(tmp_path)) == [path]
