"""What all posted deliveries have in common: compared in constant time, numbered the same when repeated."""

import hashlib
import hmac

import pytest

from amends.facts import NotAllowed
from amends.intake.delivery import BODY_BYTES_MAX, check_size, genuine, is_hmac


def signature(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, "sha256").hexdigest()


def test_a_body_signed_with_any_secret_of_ours_is_theirs() -> None:
    """Two secrets, because one is rotated while the other still signs."""
    assert is_hmac(signature("new", b"{}"), ("old", "new"), b"{}", "sha256")
    assert is_hmac(signature("old", b"{}").upper(), ("old", "new"), b"{}", "sha256")


@pytest.mark.parametrize("told", ["", "0" * 64, signature("stolen", b"{}"), signature("new", b"{} "), "\u00e9"])
def test_any_other_signature_is_not(told: str) -> None:
    assert not is_hmac(told, ("old", "new"), b"{}", "sha256")


def test_without_a_secret_nothing_is_theirs() -> None:
    assert not is_hmac(signature("", b"{}"), (), b"{}", "sha256")


def test_a_repeated_delivery_has_the_same_number() -> None:
    assert genuine(b"{}", "d-1").source_id == "d-1"
    assert genuine(b"{}") == genuine(b"{}")
    assert genuine(b"{}").source_id == f"raw:{hashlib.sha256(b'{}').hexdigest()[:32]}"
    assert genuine(b"{}").source_id != genuine(b"[]").source_id


def test_a_body_no_system_sends_is_refused() -> None:
    check_size("zammad", b"x" * BODY_BYTES_MAX)
    with pytest.raises(NotAllowed, match="webhook of zammad: is too large"):
        check_size("zammad", b"x" * (BODY_BYTES_MAX + 1))
