"""Generic CTI events: new call, answer, hangup, as many phone systems post them to a helpdesk."""

import json

import pytest

from amends.facts import CallOutcome, NotAllowed, hear_moment
from amends.intake.cti import HOOK, hear_cti, is_cti
from amends.intake.delivery import Delivery
from amends.intake.heard import Heard
from phone_logs import HIS, everything, put_together, the_call, told

NOW = hear_moment("2026-05-20T08:00:00Z")
SECRET = "a-secret-of-32-characters-or-more"


def event(name: str, second: int, **more: object) -> dict[str, object]:
    told = {"event": name, "from": "4930111222", "to": "493055500", "direction": "in", "callId": "c1"}
    return told | {"timestamp": f"2026-05-20T08:00:{second:02}Z"} | more


def taken(*events: dict[str, object]) -> Heard:
    return everything(hear_cti(one, "pbx") for one in events)


SPOKE = (
    event("newCall", 0, user=["Ruth", "Jon"], queue="support"),
    event("answer", 5, user=["Ruth"], answeringNumber="42"),
    event("hangup", 45, cause="normalClearing"),
)


def test_a_call_that_ruth_answered() -> None:
    call = the_call(taken(*SPOKE))
    assert (call.id, call.outcome, call.number) == ("pbx/c1", CallOutcome.REACHED, HIS)
    assert (call.agents, call.talked_seconds, call.ended_by) == (("Ruth",), 40, "")


def test_it_rings_at_many_and_only_who_answers_has_it() -> None:
    (entry,) = taken(SPOKE[0]).entries
    assert told(entry).agent == ""
    (answered,) = taken(event("answer", 5, answeringNumber="42")).entries
    assert told(answered).agent == "42"


def test_an_answer_that_names_nobody_is_not_reached() -> None:
    assert the_call(taken(SPOKE[0], event("answer", 5), SPOKE[2])).outcome is CallOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        ("busy", "busy"),
        ("cancel", "no_answer"),
        ("noAnswer", "no_answer"),
        ("congestion", "failed"),
        ("notFound", "failed"),
    ],
)
def test_causes(cause: str, outcome: str) -> None:
    assert the_call(taken(SPOKE[0], event("hangup", 20, cause=cause))).outcome is CallOutcome(outcome)


def test_a_call_of_ours() -> None:
    out = {"from": "493055500", "to": "4930111222", "direction": "out"}
    call = the_call(
        taken(event("newCall", 0, **out, user="Ruth"), event("answer", 5, **out), event("hangup", 45, **out))
    )
    assert (call.direction, call.number, call.outcome) == ("outbound", HIS, CallOutcome.REACHED)
    assert call.agents == ("Ruth",)


def test_anonymous_belongs_to_nobody() -> None:
    heard = taken(*({**one, "from": "anonymous"} for one in SPOKE))
    assert not heard.problems
    (call,) = put_together(heard.entries, number="")
    assert (call.number, call.outcome) == ("", CallOutcome.REACHED)


def test_a_number_without_its_country_is_said_and_needs_the_country() -> None:
    heard = taken(event("newCall", 0, **{"from": "030111222"}))
    assert (told(heard.entries[0]).number, len(heard.problems)) == ("", 1)
    known = hear_cti(event("newCall", 0, **{"from": "030 / 111-222"}), "pbx", country="DE")
    assert told(known.entries[0]).number == HIS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("timestamp", 1_779_264_000),
        ("time", "1779264000.000"),
        ("at", 1_779_264_000_000),
        ("received_at", "2026-05-20T10:00:00+02:00"),
        ("date", "Wed, 20 May 2026 08:00:00 +0000"),
    ],
)
def test_times_as_they_are_logged(name: str, text: object) -> None:
    one = event("newCall", 0) | {"timestamp": None, name: text}
    assert taken(one).entries[0].occurred == NOW


def test_an_event_without_a_time_is_kept_until_somebody_says_when() -> None:
    one = event("newCall", 0, timestamp=None)
    heard = taken(one)
    assert not heard.entries
    assert "has no time" in str(heard.problems[0])
    assert hear_cti(one, "pbx", received=NOW).entries[0].occurred == NOW


@pytest.mark.parametrize(
    "change", [{"callId": ""}, {"event": "transfer"}, {"timestamp": "soon"}, {"timestamp": {"a": 1}}, {"event": None}]
)
def test_what_is_wrong_is_named_with_its_bytes(change: dict[str, object]) -> None:
    heard = taken(event("newCall", 0) | change)
    again = taken(event("newCall", 0) | change)
    assert not heard.entries
    assert heard.problems[0].column
    assert heard.not_understood == again.not_understood


def test_which_objects_are_events() -> None:
    assert is_cti(SPOKE[0])
    assert not any(map(is_cti, ({"event": "message_created"}, {"event": "answer"}, [], None, "newCall")))


def posted(body: bytes, url: str = "https://a.example/api/v1/webhooks/cti", **headers: str) -> Delivery:
    return Delivery(body, {name.replace("_", "-"): value for name, value in headers.items()}, url)


BARE = {name: value for name, value in SPOKE[1].items() if name != "timestamp"}
BODY = json.dumps(BARE).encode()


@pytest.mark.parametrize(
    "delivery",
    [
        posted(BODY, x_amends_secret=SECRET),
        posted(BODY, authorization=f"Bearer {SECRET}"),
        posted(BODY, f"https://a.example/api/v1/webhooks/cti/{SECRET}"),
        posted(BODY, f"https://a.example/api/v1/webhooks/cti?x=1&token={SECRET}"),
        posted(
            b"event=answer&from=4930111222&to=493055500&direction=in&callId=c1&user%5B%5D=Ruth", x_amends_secret=SECRET
        ),
    ],
)
def test_a_posted_event_with_our_secret_is_heard_at_the_time_it_came(delivery: Delivery) -> None:
    genuine = HOOK.check(delivery, ("other", SECRET), NOW)
    (entry,) = HOOK.hear(genuine.raw).entries
    assert (entry.occurred, told(entry).agent, told(entry).number) == (NOW, "Ruth", HIS)
    assert SECRET.encode() not in genuine.raw


@pytest.mark.parametrize(
    ("delivery", "secrets"),
    [
        (posted(BODY), (SECRET,)),
        (posted(BODY, x_amends_secret="wrong"), (SECRET,)),
        (posted(BODY, x_amends_secret=""), ("",)),
        (posted(BODY, "https://a.example/cti/?token="), ("",)),
        (posted(BODY, x_amends_secret=SECRET), ()),
        (posted(BODY, authorization=f"Basic {SECRET}"), (SECRET,)),
        (posted(b"x" * 2_000_000, x_amends_secret=SECRET), (SECRET,)),
    ],
)
def test_a_posted_event_without_it_is_refused(delivery: Delivery, secrets: tuple[str, ...]) -> None:
    with pytest.raises(NotAllowed):
        HOOK.check(delivery, secrets, NOW)


def test_a_stored_event_that_makes_no_sense_is_kept() -> None:
    genuine = HOOK.check(posted(b"\xff\xfe", x_amends_secret=SECRET), (SECRET,), NOW)
    heard = HOOK.hear(genuine.raw)
    assert heard.not_understood[0].raw == b"\xff\xfe"
    assert heard.problems
