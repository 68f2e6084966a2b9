"""Whatever the bytes of a file or a delivery, nothing falls over and every byte is an answer or in quarantine."""

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Refused
from amends.intake.survey import HOOK, hear_survey
from amends.intake.survey.json_items import items_in

AT = "2026-05-20T09:12:00Z"
GOOD = json.dumps({"survey_id": "1", "answered_at": AT, "text": "a, b"})
EVENT = json.dumps({"event": "responseFinished", "data": {"id": "r", "updatedAt": AT, "data": {"csat": 1}}})
PARTS = st.sampled_from(
    [GOOD, EVENT, "{", "}", "[", "]", ",", "\n", '"', "\\ud800", "null", "NaN", "1", "x", " ", '{"a":']
)
TEXTS = st.one_of(
    st.lists(PARTS, max_size=14).map("".join),
    st.lists(st.sampled_from([GOOD, EVENT, "{", "x"]), max_size=6).map(lambda parts: f"[{','.join(parts)}]"),
)


def is_lost(raws: list[bytes], text: str) -> bool:
    """Whether anything is in no item; spaces, commas and the brackets of lists are frame."""
    told, there = (re.sub(rb"[\s,\[\]]", b"", part) for part in (b"".join(raws), text.encode()))
    return told != there


@pytest.mark.promise
@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_every_byte_of_a_json_file_is_in_some_item(text: str) -> None:
    assert not is_lost([item.raw for item in items_in(text.encode())], text)


@pytest.mark.promise
def test_a_reader_that_stops_at_the_first_broken_value_is_caught() -> None:
    """The broken twin: what stands behind it is gone without a word."""
    text = f"{GOOD}\n{{broken\n{GOOD}\n"
    items = list(items_in(text.encode()))
    assert [bool(item.wrong) for item in items] == [False, True, False]
    assert is_lost([item.raw for item in items[:1]], text)


@settings(max_examples=300, deadline=None)
@given(st.one_of(TEXTS.map(str.encode), st.binary(max_size=200)))
def test_no_bytes_make_it_fall_over(body: bytes) -> None:
    heard = HOOK.hear(body)
    assert heard.entries or heard.not_understood or heard.problems
    try:
        portions = list(hear_survey(io.BytesIO(body), "any"))
    except Refused:
        return
    assert any(one.entries or one.not_understood or one.problems for one in portions)


@pytest.mark.parametrize("body", ['{"a":' * 5_000, "x" + "\n" * 200_000, "{\n" * 200_000, "[" * 100_000, "1 " * 10_000])
def test_no_file_takes_for_ever(body: str) -> None:
    heard = HOOK.hear(body.encode())
    assert heard.not_understood
    assert not heard.entries
