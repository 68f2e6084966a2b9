"""What Zammad posts is checked by its signature, and tells what its REST interface tells."""

import hashlib
import hmac

import pytest

from amends.facts import Moment, NotAllowed, hear_moment
from amends.facts.kinds import ProfileTold
from amends.intake.delivery import Delivery
from amends.intake.zammad import HOOK
from zammad_story import Run, as_json, cti, lines, webhook

SECRET = "a-token-of-ours"
NOW = Moment(0)


def signed(body: bytes, secret: str = SECRET) -> Delivery:
    signature = "sha1=" + hmac.digest(secret.encode(), body, hashlib.sha1).hex()
    return Delivery(body, {"x-hub-signature": signature, "x-zammad-delivery": "61b3b7b8", "x-zammad-trigger": "all"})


def test_a_signature_worked_out_once_and_written_down() -> None:
    headers = {"x-hub-signature": "sha1=dbdd48f203a133f25f7225b4dc0aa9e763c5f40d"}
    assert HOOK.check(Delivery(b'{"ticket":{"id":81}}', headers), ["other", SECRET], NOW).raw == b'{"ticket":{"id":81}}'


def test_a_genuine_delivery_is_known_by_its_number() -> None:
    found = HOOK.check(signed(as_json(webhook())), ["other", SECRET], NOW)
    assert (found.source_id, found.raw) == ("61b3b7b8", as_json(webhook()))


@pytest.mark.parametrize(
    "delivery",
    [
        signed(b"{}", secret="another"),
        Delivery(b"{} ", signed(b"{}").headers),
        Delivery(b"{}", {}),
        Delivery(b"{}", {"x-hub-signature": signed(b"{}").headers["x-hub-signature"].removeprefix("sha1=")}),
        Delivery(b"{}", {"x-hub-signature": "sha1="}),
        Delivery(b"{}", {"x-hub-signature": "sha1=ünsigned"}),
        signed(b"x" * 1_000_001),
    ],
)
def test_what_is_not_shown_to_be_theirs_is_refused(delivery: Delivery) -> None:
    with pytest.raises(NotAllowed) as refused:
        HOOK.check(delivery, [SECRET], NOW)
    assert SECRET not in str(refused.value)


def test_without_a_secret_of_ours_nothing_is_theirs() -> None:
    """The twin: an empty line among the secrets would let anybody sign with nothing."""
    with pytest.raises(NotAllowed):
        HOOK.check(signed(b"{}", secret=""), ["", ""], NOW)


def test_a_delivery_tells_what_a_file_of_it_tells() -> None:
    assert HOOK.hear(as_json(webhook())).entries == Run([("hook.json", as_json(webhook()))]).entries


def test_several_records_in_one_body_are_all_read() -> None:
    assert len(HOOK.hear(as_json([webhook(104), webhook(105)])).entries) == 8


@pytest.mark.parametrize("raw", [b"", b"[]", b"nonsense", b'"text"', b'{"text": "New ticket"}', as_json(cti("answer"))])
def test_a_body_that_is_not_understood_keeps_its_bytes(raw: bytes) -> None:
    found = HOOK.hear(raw)
    assert not found.entries
    assert len(found.not_understood) == len(found.problems) == 1
    assert found.not_understood[0].source_id == HOOK.hear(raw).not_understood[0].source_id


def test_lines_are_no_body() -> None:
    assert HOOK.hear(lines(webhook(104), webhook(105))).not_understood


def test_a_body_written_by_hand_may_tell_no_time_of_the_customer() -> None:
    """Then what it tells of her is as of the ticket; without it her mail and her calls would be two strangers."""
    told = webhook()
    for name in ("created_at", "updated_at"):
        del told["ticket"]["customer"][name]
    found = Run([("hook.json", as_json(told))])
    (profile,) = [entry for entry in found.entries if isinstance(entry.what, ProfileTold)]
    assert profile.occurred == hear_moment(told["ticket"]["updated_at"])
    assert not found.waiting
