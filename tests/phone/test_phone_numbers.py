"""Numbers as phone systems write them, and the forms that they post."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.intake.form import hear_form
from amends.intake.phone_numbers import hear_number, is_extension


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+49 30 111222", None, "+4930111222"),
        ("004930111222", None, "+4930111222"),
        ("030/111-222", "DE", "+4930111222"),
        ("(030) 111222", "DE", "+4930111222"),
        ("030111222", None, None),
        ("4930111222", None, None),
        ("anonymous", None, ""),
        ("", "DE", ""),
        ("<unknown>", None, ""),
        ("garbage", None, None),
    ],
)
def test_a_number_is_known_only_with_its_country(text: str, country: str | None, number: str | None) -> None:
    assert hear_number(text, country) == number


def test_where_the_source_writes_it_without_plus() -> None:
    assert hear_number("4930111222", without_plus=True) == "+4930111222"
    assert hear_number("030111222", without_plus=True) is None


@pytest.mark.parametrize(
    ("text", "short"), [("101", True), ("ruth", True), ("030111222", False), ("+4911", False), ("anonymous", False)]
)
def test_short_numbers_are_ours(text: str, short: bool) -> None:
    assert is_extension(text) is short


def escaped(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.lists(st.text(max_size=20), min_size=1, max_size=3), max_size=8)
)
def test_every_form_comes_out_as_it_went_in(fields: dict[str, list[str]]) -> None:
    body = "&".join(f"{escaped(name)}={escaped(value)}" for name, values in fields.items() for value in values)
    assert hear_form(body.encode()) == {name: tuple(values) for name, values in fields.items()}


@pytest.mark.parametrize("body", [b"alone", b"a=%FF", b"&".join([b"a=1"] * 1_001)])
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"form|UTF-8|fields"):
        hear_form(body)


def test_a_plus_is_a_space_and_an_empty_value_stays() -> None:
    assert hear_form(b"a=1+2&b=&a=%2B") == {"a": ("1 2", "+"), "b": ("",)}
