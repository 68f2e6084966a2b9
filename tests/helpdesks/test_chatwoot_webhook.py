"""What Chatwoot posts is checked by signature and time; what is not signed needs a secret in its address."""

import hashlib
import hmac

import pytest

from amends.facts import Moment, NotAllowed, hear_moment
from amends.facts.moments import SECOND_US
from amends.intake.chatwoot import HOOK
from amends.intake.delivery import Delivery
from chatwoot_story import BEGAN, TOKEN, Run, as_json, contact, messages

SECRET = "a-secret-of-ours"
NOW = Moment(BEGAN * SECOND_US)


def signed(body: bytes, secret: str = SECRET, at: int | str = BEGAN, url: str = "") -> Delivery:
    signature = "sha256=" + hmac.digest(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hex()
    headers = {"x-chatwoot-signature": signature, "x-chatwoot-timestamp": str(at), "x-chatwoot-delivery": "d-1"}
    return Delivery(body, headers, url)


def test_a_signature_worked_out_once_and_written_down() -> None:
    signature = "sha256=c90291605e1a367c7dc6d63ae9464fa208def06f3030fc8082a0ffd6488f2ffd"
    headers = {"x-chatwoot-signature": signature, "x-chatwoot-timestamp": "1779091200"}
    body = b'{"event":"message_created"}'
    assert HOOK.check(Delivery(body, headers), ["other", SECRET], NOW).raw == body


def test_a_genuine_delivery_is_known_by_its_number_and_stored_without_her_token() -> None:
    body = as_json(messages()[0])
    found = HOOK.check(signed(body), [SECRET], NOW)
    assert found.source_id == "d-1"
    assert TOKEN.encode() in body
    assert TOKEN.encode() not in found.raw
    assert HOOK.hear(found.raw).entries == Run([("x.json", body)]).entries


def test_bytes_that_are_no_json_are_stored_without_her_token_too() -> None:
    torn = as_json(messages()[0])[:-9]
    assert TOKEN.encode() in torn
    found = HOOK.check(signed(torn), [SECRET], NOW)
    assert TOKEN.encode() not in found.raw
    assert len(HOOK.hear(found.raw).not_understood) == 1


@pytest.mark.parametrize(
    "delivery",
    [
        signed(b"{}", secret="another"),
        signed(b"{}", secret="another", url=f"https://desk.example/{SECRET}"),
        Delivery(b"{} ", signed(b"{}").headers),
        Delivery(b"{}", {**signed(b"{}").headers, "x-chatwoot-timestamp": str(BEGAN + 1)}),
        Delivery(b"{}", {**signed(b"{}").headers, "x-chatwoot-timestamp": "soon"}),
        Delivery(b"{}", {**signed(b"{}").headers, "x-chatwoot-signature": "sha256=ünsigned"}),
        Delivery(b"{}", {"x-chatwoot-signature": signed(b"{}").headers["x-chatwoot-signature"]}),
        signed(b"{}", at=BEGAN - 301),
        signed(b"{}", at=BEGAN + 301),
        signed(b"x" * 1_000_001),
        Delivery(b"{}", {}),
        Delivery(b"{}", {}, "https://desk.example/api/v1/webhooks/chatwoot"),
        Delivery(b"{}", {}, "https://desk.example/api/v1/webhooks/chatwoot?token=another"),
        Delivery(b"{}", {}, "https://desk.example/?token="),
        Delivery(b"{}", {}, "https://desk.example/?token"),
    ],
)
def test_what_is_not_shown_to_be_theirs_is_refused(delivery: Delivery) -> None:
    with pytest.raises(NotAllowed) as refused:
        HOOK.check(delivery, [SECRET, ""], NOW)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("ending", [f"/{SECRET}", f"/{SECRET}/", f"?token={SECRET}", f"?a=1&secret={SECRET}"])
def test_an_old_version_signs_nothing_and_carries_the_secret_in_its_address(ending: str) -> None:
    url = f"https://desk.example/api/v1/webhooks/chatwoot{ending}"
    found = HOOK.check(Delivery(b"{}", {"x-chatwoot-delivery": "forged"}, url), [SECRET], NOW)
    assert found.source_id.startswith("raw:")


def test_the_twin_a_check_that_ignores_the_clock_would_take_an_old_delivery() -> None:
    old = signed(b"{}", at=BEGAN - 3600)
    assert HOOK.check(old, [SECRET], Moment((BEGAN - 3600) * SECOND_US)).raw == b"{}"
    with pytest.raises(NotAllowed):
        HOOK.check(old, [SECRET], NOW)


def test_an_event_about_a_contact_tells_no_time_and_counts_from_when_it_came() -> None:
    body = as_json({**contact(), "event": "contact_created"})
    found = HOOK.check(signed(body), [SECRET], NOW)
    (entry,) = HOOK.hear(found.raw).entries
    assert entry.occurred == hear_moment("2026-05-18T08:00:00Z")


@pytest.mark.parametrize("raw", [b"", b"[]", b"nonsense", b'{"event": "strange"}', b'"text"'])
def test_a_body_that_is_not_understood_keeps_its_bytes(raw: bytes) -> None:
    found = HOOK.hear(raw)
    assert not found.entries
    assert len(found.not_understood) == len(found.problems) == 1
    assert found.not_understood[0].source_id == HOOK.hear(raw).not_understood[0].source_id
