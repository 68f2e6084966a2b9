"""A CSV is read once for all the columns that are asked for, and they are what each alone would have been."""

import io
from collections.abc import Iterator
from typing import Any

import pytest

from amends.link.chains import Sheet, hear_sheet

PLAIN = "a,b,c\n1,x,2.5\n2,y,\n1,x,0\n"
CAREFUL = 'a,b,c\n1,"two\nlines",2.5\n2,y,\n1,x\n'


def columns(sheet: Sheet) -> dict[str, list[Any]]:
    return {name: sheet.column(name).to_pylist() for name in ("a", "b", "c")}


@pytest.mark.parametrize("text", [PLAIN, CAREFUL])
def test_what_is_read_ahead_is_what_each_column_holds(text: str) -> None:
    one_by_one = columns(hear_sheet(io.BytesIO(text.encode()), "t.csv"))
    sheet = hear_sheet(io.BytesIO(text.encode()), "t.csv")
    sheet.read_ahead(["c", "a", "b", "a", "no column"])
    assert columns(sheet) == one_by_one
    assert columns(sheet) == one_by_one  # let go of, and read again


@pytest.mark.parametrize(("text", "reader"), [(PLAIN, "_read"), (CAREFUL, "_cells")])
def test_the_file_is_read_once(text: str, reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = hear_sheet(io.BytesIO(text.encode()), "t.csv")
    passes, right = [], getattr(sheet, reader)

    def counted(*told: Any) -> Iterator[Any]:
        passes.append(told)
        return right(*told)  # type: ignore[no-any-return]

    monkeypatch.setattr(sheet, reader, counted)
    sheet.read_ahead(["a", "b", "c"])
    columns(sheet)
    assert len(passes) == 1
    columns(sheet)
    assert len(passes) == 4
