"""Other systems' notices over HTTP: theirs by signature or secret, stored before the yes, applied once."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from amends.console import hooks
from amends.facts import US, Entry, Moment, Source, iso
from amends.facts.kinds import ContactReceived
from amends.intake.delivery import Delivery, Genuine, Hook, forged
from amends.intake.heard import Heard
from desk_stories import NOW

SECRET = "a-secret-of-ours"
API = "/api/v1/webhooks"
CALLBACK = {
    "CallSid": "CA00000000000000000000000000000001",
    "AccountSid": "AC00000000000000000000000000000001",
    "CallStatus": "completed",
    "CallDuration": "90",
    "Direction": "inbound",
    "From": "+493012345",
    "To": "+4930999",
    "SequenceNumber": "3",
    "Timestamp": "Thu, 18 Jun 2026 08:55:00 +0000",
}
EVENT = {"event": "newCall", "from": "493012345", "to": "4930999", "direction": "in", "callId": "307fa962-de8d"}
Post = Callable[..., Any]


@pytest.fixture
def known(desk: Any) -> Any:
    """A desk that knows a secret of each system."""
    (desk.home / "keys").mkdir(mode=0o700, exist_ok=True)
    for system in hooks.SYSTEMS:
        (desk.home / "keys" / f"{system}-webhook-secrets").write_text(f"{SECRET}\n")
    return desk


def twilio(desk: Any, secret: str = SECRET, called: str = f"http://localhost{API}/twilio") -> Any:
    told = called + "".join(name + CALLBACK[name] for name in sorted(CALLBACK))
    signature = base64.b64encode(hmac.new(secret.encode(), told.encode(), hashlib.sha1).digest()).decode()
    return desk.anonymous(enforce_csrf_checks=True).post(
        f"{API}/twilio",
        urlencode(CALLBACK),
        content_type="application/x-www-form-urlencoded",
        headers={"x-twilio-signature": signature},
    )


def cti_with_header(desk: Any, secret: str = SECRET) -> Any:
    headers = {"authorization": f"Bearer {secret}"}
    return desk.anonymous().post(f"{API}/cti", json.dumps(EVENT), content_type="application/json", headers=headers)


def cti_with_address(desk: Any, secret: str = SECRET) -> Any:
    return desk.anonymous().post(f"{API}/cti/{secret}", json.dumps(EVENT), content_type="application/json")


def zendesk(desk: Any, secret: str = SECRET) -> Any:
    body, stamp = json.dumps({"ticket": {"id": 35436}}).encode(), iso(NOW)
    signature = base64.b64encode(hmac.digest(secret.encode(), stamp.encode() + body, "sha256")).decode()
    headers = {"x-zendesk-webhook-signature": signature, "x-zendesk-webhook-signature-timestamp": stamp}
    return desk.anonymous().post(f"{API}/zendesk", body, content_type="application/json", headers=headers)


SENDERS = [twilio, cti_with_header, cti_with_address, zendesk]


@pytest.mark.parametrize("send", SENDERS)
def test_a_genuine_notice_is_stored_and_then_applied(known: Any, send: Post) -> None:
    from amends.console.follower import apply_waiting

    for _ in range(2):
        answered = send(known)
        assert answered.status_code == 200, answered.content
    assert known.record.count() == 0
    assert len(known.record.waiting()) == 1  # delivered again it is the same
    apply_waiting(known.record)
    assert known.record.waiting() == []
    assert known.record.count() + len(known.record.quarantine()) >= 1
    assert all(b.holds and not b.conflict for b in known.record.balance())


@pytest.mark.parametrize("send", SENDERS)
def test_a_forged_one_is_not_stored(known: Any, send: Post) -> None:
    assert send(known, secret="a-guess").status_code == 400
    assert known.record.waiting() == []


def test_signed_for_another_address_it_is_not_ours(known: Any, settings_of_the_desk: Any) -> None:
    outside = f"https://desk.example{API}/twilio"
    assert twilio(known, called=outside).status_code == 400
    settings_of_the_desk.PUBLIC_URL = "https://desk.example"
    assert twilio(known, called=outside).status_code == 200


@pytest.fixture
def settings_of_the_desk(monkeypatch: pytest.MonkeyPatch, desk: Any) -> Any:
    """Django's settings, set back after the test."""
    from django.conf import settings

    monkeypatch.setattr(settings, "PUBLIC_URL", settings.PUBLIC_URL)
    return settings


def test_without_a_secret_nothing_is_accepted(desk: Any) -> None:
    for send in SENDERS:
        assert send(desk).status_code == 400
    assert desk.record.waiting() == []


def test_a_system_that_nobody_knows_has_no_address(known: Any) -> None:
    assert known.anonymous().post(f"{API}/nobody", "{}", content_type="application/json").status_code == 404


def test_more_than_any_system_sends_is_refused(known: Any) -> None:
    body = b'{"a": "' + b"x" * 1_000_000 + b'"}'
    headers = {"authorization": f"Bearer {SECRET}"}
    answered = known.anonymous().post(f"{API}/cti", body, content_type="application/json", headers=headers)
    assert answered.status_code == 400


@pytest.mark.parametrize("system", hooks.SYSTEMS)
def test_every_system_has_a_hook_of_its_name(system: str) -> None:
    assert hooks.hook_of(system).name == system


def test_what_waits_for_a_system_of_a_later_version_stops_nobody(known: Any) -> None:
    from amends.console.follower import apply_waiting

    known.record.hear("later", "1", b"{}")
    cti_with_header(known)
    assert apply_waiting(known.record) == 2
    [row] = known.record.quarantine()
    assert "which this version does not know" in row.reason


def test_a_reader_that_stumbles_holds_up_nobody(known: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.follower import apply_waiting

    def stumble(raw: bytes) -> Heard:
        raise TypeError("a defect")

    monkeypatch.setattr(hooks, "hook_of", lambda system: Hook(system, check_own, stumble))
    known.record.hear("cti", "1", b"{}")
    assert apply_waiting(known.record) == 1
    [row] = known.record.quarantine()
    assert row.reason == "could not be read: TypeError"
    assert all(b.holds for b in known.record.balance())


def acknowledged_and_lost(desk: Any) -> int:
    """How many of ten notices were acknowledged and are nowhere after the follower died before applying them."""
    statuses = [post_own(desk, f"n-{i}").status_code for i in range(10)]
    kept = {item.source_id for item in desk.record.waiting()}
    return sum(status == 200 for status in statuses) - len(kept)


def post_own(desk: Any, number: str) -> Any:
    headers = {"x-number": number, "x-secret": SECRET}
    return desk.anonymous().post(f"{API}/cti", b"{}", content_type="application/json", headers=headers)


def check_own(delivery: Delivery, secrets: Any, now: Moment) -> Genuine:
    if delivery.headers.get("x-secret") not in secrets:
        raise forged("own", "has no secret")
    return Genuine(delivery.headers["x-number"], delivery.body)


def hear_own(raw: bytes) -> Heard:
    return Heard((Entry(Source("own", US), "1", NOW, ContactReceived("chat")),))


@pytest.fixture
def own(known: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A system whose deliveries have a number and a secret in a header."""
    monkeypatch.setattr(hooks, "hook_of", lambda system: Hook(system, check_own, hear_own))
    return known


@pytest.mark.promise
def test_what_was_acknowledged_is_kept(own: Any) -> None:
    assert acknowledged_and_lost(own) == 0


@pytest.mark.promise
def test_a_yes_before_the_commit_would_show(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(own.record), "hear", lambda *_: 1)
    assert acknowledged_and_lost(own) == 10
