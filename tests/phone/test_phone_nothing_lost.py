"""The promise: every line received is an entry or is kept with its bytes, whatever stands in it."""

import io
import json
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amends.facts import head_and_body
from amends.intake.asterisk import Exchange, hear_cdr, hear_cel
from amends.intake.cti import HOOK as CTI
from amends.intake.cti import hear_cti
from amends.intake.heard import Heard
from amends.intake.twilio import HOOK as TWILIO
from amends.intake.twilio import hear_twilio
from phone_logs import BERLIN, cdr_row, everything, his, ours
from test_twilio_calls import SPOKE

CDR = [cdr_row(columns, sequence=columns).encode() for columns in (16, 17, 18, 21)]
CEL = [his("CHAN_START", 0).encode(), ours("BRIDGE_ENTER", 1).encode(), his("HANGUP", 2).encode()]
JSON = [json.dumps(one).encode() + b"\n" for one in SPOKE]
ANY_BYTES = st.binary(max_size=60)


@st.composite
def damaged(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    """A log in which some lines have a few bytes put in, taken out or changed, but no line is broken in two."""
    found = [lines[0]]
    for line in draw(st.lists(st.sampled_from(lines), max_size=8)):
        body = bytearray(line.rstrip(b"\n"))
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, max(0, len(body) - 1)))
            body[at : at + draw(st.integers(0, 3))] = draw(ANY_BYTES).translate(None, b"\r\n")
        found.append(bytes(body) + b"\n")
    return found


def lines_in(log: list[bytes]) -> int:
    return sum(bool(line.strip()) for line in log)


def accounted_for(heard: Heard) -> int:
    for entry in heard.entries:
        assert head_and_body(entry)
    assert all(bad.source_id for bad in heard.not_understood)
    return len(heard.entries) + len(heard.not_understood)


@pytest.mark.promise
@settings(max_examples=150, deadline=None)
@given(log=damaged(CDR))
def test_every_row_of_the_call_log_is_accounted_for(log: list[bytes]) -> None:
    assert accounted_for(everything(hear_cdr(io.BytesIO(b"".join(log)), "log", BERLIN))) == lines_in(log)


@pytest.mark.promise
@settings(max_examples=150, deadline=None)
@given(log=damaged(CEL))
def test_every_line_of_the_event_log_is_accounted_for(log: list[bytes]) -> None:
    assert accounted_for(everything(hear_cel(io.BytesIO(b"".join(log)), "log", BERLIN))) == lines_in(log)


@pytest.mark.promise
@settings(max_examples=150, deadline=None)
@given(log=damaged(JSON))
def test_every_callback_is_accounted_for(log: list[bytes]) -> None:
    assert accounted_for(everything(hear_twilio(io.BytesIO(b"".join(log)), "log"))) == lines_in(log)


def shrugs(log: list[bytes]) -> int:
    """The broken twin: what it cannot read it leaves out."""
    return len(everything(hear_cdr(io.BytesIO(b"".join(log)), "log", BERLIN)).entries)


def test_the_twin_that_leaves_out_what_it_cannot_read_is_caught() -> None:
    log = [CDR[0], b'"broken\n', CDR[3]]
    assert shrugs(log) < lines_in(log) == accounted_for(everything(hear_cdr(io.BytesIO(b"".join(log)), "log", BERLIN)))


@pytest.mark.parametrize(
    "read",
    [
        lambda stream: hear_cdr(stream, "log", Exchange()),
        lambda stream: hear_cel(stream, "log", Exchange()),
        lambda stream: hear_twilio(stream, "log"),
    ],
)
@settings(max_examples=80, deadline=None)
@example(raw=b"[" * 5_000)
@example(raw=b'{"calls": 5}')
@example(raw=b'{"eventtype": "HANGUP", "eventtime": "1779264000.1", "linkedid": "\\ud800"}')
@given(raw=st.binary(min_size=1, max_size=300))
def test_bytes_of_any_kind_are_said_and_never_raise(read: Callable[[io.BytesIO], object], raw: bytes) -> None:
    heard = everything(read(io.BytesIO(raw)))  # type: ignore[arg-type]
    assert heard.problems
    assert not heard.entries


@settings(max_examples=150, deadline=None)
@example(raw=b'{"event":"answer","callId":"\\ud800","timestamp":1779264000}')
@given(raw=st.binary(max_size=200))
def test_stored_bytes_of_any_kind_are_kept(raw: bytes) -> None:
    for hook in (TWILIO, CTI):
        assert accounted_for(hook.hear(raw)) == 1


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["event", "from", "to", "direction", "callId", "user", "user[]", "cause", "timestamp", "queue"])


@settings(max_examples=200, deadline=None)
@example(told={"event": "newCall", "callId": "\ud800", "timestamp": 1_779_264_000})
@given(told=st.dictionaries(NAMES, JSON_VALUES | st.sampled_from(["newCall", "in", "2026-05-20T08:00:00Z"])))
def test_an_event_of_any_content_is_accounted_for(told: dict[str, object]) -> None:
    assert accounted_for(hear_cti(told, "pbx")) == 1
