"""One test suite for both stores: `place` is a home on SQLite, and once more a home on PostgreSQL."""

from pathlib import Path

import pytest

from postgres_server import fresh_database
from record_stories import Place


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place."""
    url = fresh_database(request.getfixturevalue("postgres_url")) if request.param == "postgres" else None
    return Place(tmp_path / "home", url)


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Place:
    """An empty place on SQLite."""
    return Place(tmp_path / "home")
