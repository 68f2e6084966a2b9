"""formbricks tells a response up to three times, in any order, signed; it is one answer."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import CUSTOMER, Entry, Moment, NotAllowed, Source, hear_moment
from amends.facts.kinds import SurveyAnswered
from amends.facts.moments import SECOND_US
from amends.intake.delivery import Delivery, Genuine
from amends.intake.heard import Heard
from amends.intake.survey import HOOK

CREATED, UPDATED, DONE = "2026-05-20T09:10:00.000Z", "2026-05-20T09:11:00.000Z", "2026-05-20T09:12:00.000Z"
ANSWERS = {
    "csat": 1,
    "comment": "You said 400.00.",
    "cxq5whbvyucban6tsht14d6j": "Don't bother",
    "ticket": "zendesk/4711",
}


def event(name: str = "responseFinished", at: str = DONE, answers: dict[str, Any] | None = None, **more: Any) -> bytes:
    """One delivery, shaped as the documents show it."""
    data = {
        "id": "cmkv5a5x14ogjad01kcjfgb6v",
        "createdAt": CREATED,
        "updatedAt": at,
        "surveyId": "cmkv114zm8gspad01m5fowk9u",
        "contact": None,
        "contactAttributes": None,
        "finished": at == DONE,
        "data": ANSWERS if answers is None else answers,
        "variables": {},
        "ttc": {"csat": 2154.700000047684},
        "tags": [],
        "meta": {"url": "https://survey.example/s/1?customer_id=C-17&score=5&opt_out=yes", "country": "DE"},
        "singleUseId": None,
        "language": "en",
    }
    return json.dumps({"webhookId": "w1", "event": name, "data": data | more}).encode()


def answer(raw: bytes) -> SurveyAnswered:
    (entry,) = HOOK.hear(raw).entries
    assert isinstance(entry.what, SurveyAnswered)
    return entry.what


def test_a_response_becomes_one_answer_with_the_words_of_every_question() -> None:
    (entry,) = HOOK.hear(event()).entries
    assert entry.source == Source("formbricks", CUSTOMER)
    assert entry.occurred == hear_moment(DONE)
    assert entry.what == SurveyAnswered(
        "formbricks/cmkv5a5x14ogjad01kcjfgb6v",
        score=1,
        lowest=1,
        highest=5,
        ticket="zendesk/4711",
        customer_id="C-17",
        text="You said 400.00.\nDon't bother",
    )


def test_a_link_says_who_and_never_what_he_answers() -> None:
    """The link above carries score=5 and opt_out=yes, which anybody can type."""
    what = answer(event(answers={"comment": "Fine"}))
    assert (what.score, what.customer_id, what.text) == (None, "C-17", "Fine")


@pytest.mark.parametrize("url", ["?preview&ticket=zendesk%2F4711#end", "?a=%ff&ticket=x", "nonsense", ""])
def test_a_link_is_read_as_far_as_it_is_one(url: str) -> None:
    found = answer(event(answers={}, meta={"url": url})).ticket
    assert found == ("zendesk/4711" if "preview" in url else "")


def test_the_contact_may_be_there_and_knows_better_than_the_link() -> None:
    contact = {"id": "ct1", "userId": "C-99", "attributes": {"email": "Marta@Example.org"}}
    what = answer(event(contact=contact))
    assert (what.customer_id, what.email) == ("C-99", "marta@example.org")
    assert answer(event(contact={"id": "ct1"}, meta={})).customer_id == "formbricks/ct1"
    assert answer(event(contactAttributes={"userId": "C-7"}, meta=None)).customer_id == "C-7"


@pytest.mark.parametrize(
    ("answers", "score", "text"),
    [
        ({"nps": 0}, (0, 0, 10), ""),
        ({"score": 4, "scale": "1-7"}, (4, 1, 7), ""),
        ({"rating": 9}, (None, None, None), "score: 9"),
        ({"cuid24": 3, "other": ["late", "rude"]}, (None, None, None), "cuid24: 3\nlate, rude"),
        ({"rating": "Very satisfied"}, (None, None, None), "Very satisfied"),
        ({"label": "Bad"}, (None, None, None), ""),
        ({"start": "clicked", "consent": "dismissed"}, (None, None, None), ""),
    ],
)
def test_a_number_is_a_score_only_with_its_scale_and_is_kept_in_words_else(
    answers: dict[str, Any], score: tuple[int | None, ...], text: str
) -> None:
    what = answer(event(answers=answers))
    assert (what.score, what.lowest, what.highest) == score
    assert what.text == text


def test_a_tick_against_calls_is_a_remark_however_it_is_worded() -> None:
    assert answer(event(answers={"no_feedback_call": ["Do not contact me"]})).no_feedback_call
    assert not answer(event(answers={"no_feedback_call": "dismissed"})).no_feedback_call


def test_a_ticket_of_no_known_helpdesk_is_named_and_the_answer_taken_without_it() -> None:
    heard = HOOK.hear(event(answers={"csat": 5, "ticketId": "4711"}))
    assert [entry.what.ticket for entry in heard.entries if isinstance(entry.what, SurveyAnswered)] == [""]
    (problem,) = heard.problems
    assert (problem.column, problem.value) == ("ticket", "4711")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b"nonsense", "is not a whole JSON value"),
        (b'{"event": "testEndpoint"}', "is no response of a survey"),
        (b'{"event": "responseFinished", "data": {}}', "survey_id: is empty"),
        (event(answers={"csat": 9}), "score: is outside its scale"),
        (event(updatedAt="soon"), "answered_at: is not a time"),
        (event().replace(b"400.00", b"\xff"), "is not UTF-8"),
    ],
)
def test_what_is_no_answer_is_kept_with_its_bytes(raw: bytes, reason: str) -> None:
    heard = HOOK.hear(raw)
    assert not heard.entries
    assert reason in heard.not_understood[0].reason
    assert heard.not_understood[0].raw.strip() == raw.strip()
    assert HOOK.hear(raw) == heard, "the same bytes are the same item"
    assert heard.problems[0].next_step


# Three times, in any order

BEGUN = {"csat": 1}
STORY = [
    event("responseCreated", CREATED, BEGUN),
    event("responseUpdated", UPDATED, ANSWERS),
    event("responseUpdated", DONE),
    event("responseFinished", DONE),
]


def finished(deliveries: list[bytes]) -> set[Entry]:
    heard = sum((HOOK.hear(raw) for raw in deliveries), Heard())
    assert not heard.problems
    entries = set(heard.entries)
    assert len({entry.id for entry in entries}) == len(entries), "no id is told with two contents"
    return {entry for entry in entries if isinstance(entry.what, SurveyAnswered) and entry.what.finished}


@pytest.mark.promise
@given(st.lists(st.sampled_from(STORY), max_size=6).flatmap(lambda more: st.permutations([*STORY, *more])))
def test_told_three_times_in_any_order_it_is_one_answer(deliveries: list[bytes]) -> None:
    assert finished(deliveries) == finished([STORY[3]])
    assert len(finished(deliveries)) == 1


@pytest.mark.promise
def test_one_answer_for_each_delivery_would_be_caught() -> None:
    """The broken twin: by the event's name instead of the state of the response."""
    by_event = {json.loads(raw)["event"] + json.loads(raw)["data"]["id"] for raw in STORY}
    assert len(by_event) == 3
    assert len(finished(STORY)) == 1


def test_what_he_left_half_way_is_known_as_such() -> None:
    what = answer(STORY[0])
    assert (what.finished, what.score) == (False, 1)


# Is it theirs

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret of thirty-two by.").decode()
SIGNED_AT = "1779268320"
NOW = Moment(int(SIGNED_AT) * SECOND_US)


def signed(body: bytes, secret: str = SECRET, message: str = "msg_1", at: str = SIGNED_AT) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(made).decode()}"
    return {"webhook-id": message, "webhook-timestamp": at, "webhook-signature": signature}


def check(headers: dict[str, str], body: bytes = STORY[3], url: str = "", now: Moment = NOW) -> Genuine:
    return HOOK.check(Delivery(body, headers, url), [OTHER, SECRET], now)


def test_a_signed_delivery_is_theirs_and_keeps_its_number_when_it_is_repeated() -> None:
    """The vector is of the specification's own shape: id.timestamp.body under the decoded secret."""
    assert check(signed(STORY[3])) == Genuine("msg_1", STORY[3])
    rotated = signed(STORY[3])
    rotated["webhook-signature"] = f"v1,AAAA {rotated['webhook-signature']}"
    assert check(rotated).source_id == "msg_1"
    assert check(signed(STORY[3], OTHER)).source_id == "msg_1"


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, STORY[3], 0),
        (signed(STORY[3]), STORY[0], 0),
        (signed(STORY[3]), STORY[3], 301),
        (signed(STORY[3]), STORY[3], -301),
        (signed(STORY[3]) | {"webhook-id": "msg_2"}, STORY[3], 0),
        (signed(STORY[3]) | {"webhook-timestamp": "1779268321"}, STORY[3], 0),
        (signed(STORY[3]) | {"webhook-timestamp": "soon"}, STORY[3], 0),
        (signed(STORY[3]) | {"webhook-signature": "v1,"}, STORY[3], 0),
        (signed(STORY[3]) | {"webhook-signature": "v2,x\u20ac"}, STORY[3], 0),
        (signed(STORY[3], "whsec_" + base64.b64encode(b"a forger").decode()), STORY[3], 0),
        (signed(b"x" * 1_000_001), b"x" * 1_000_001, 0),
    ],
)
def test_what_is_not_signed_by_us_now_is_refused(headers: dict[str, str], body: bytes, seconds: int) -> None:
    with pytest.raises(NotAllowed) as refused:
        check(headers, body, now=Moment(NOW + seconds * SECOND_US))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("end", ["?secret=long-and-random", "/long-and-random", "?x&secret=long%2Dand%2Drandom#y"])
def test_an_unsigned_delivery_of_an_older_version_needs_a_secret_in_its_url(end: str) -> None:
    url = f"https://amends.example/api/v1/webhooks/formbricks{end}"
    delivery = Delivery(STORY[3], {"webhook-id": "typed"}, url)
    found = HOOK.check(delivery, ["long-and-random"], NOW)
    assert found.source_id.startswith("raw:"), "an id that nobody signed is not believed"
    for secrets in (["another"], [""], []):
        with pytest.raises(NotAllowed):
            HOOK.check(delivery, secrets, NOW)
    with pytest.raises(NotAllowed):
        HOOK.check(Delivery(STORY[3], signed(STORY[3], OTHER), url), ["long-and-random"], NOW)
