"""How far a sender is proved: only by what our own server wrote, and only for the sender's own domain."""

import pytest

from amends.intake.mail import Post
from mail_seeds import POST, contact, letter

HOP = "Received: from a by mx.shop.example; Wed, 20 May 2026 12:00:00 +0000\n"
PASS = "Authentication-Results: mx.shop.example; dkim=pass header.d=example.org; spf=pass smtp.mailfrom=x.example.org\n"


def test_a_result_on_top_of_everything_is_our_servers() -> None:
    assert contact(PASS + HOP + letter("x")).sender_proof == "dkim"


def test_a_result_below_a_received_field_may_be_the_senders_own() -> None:
    assert contact(HOP + PASS + letter("x")).sender_proof == ""


def test_only_the_top_most_counts() -> None:
    fail = "Authentication-Results: mx.shop.example; dkim=fail header.d=example.org\n"
    assert contact(fail + PASS + HOP + letter("x")).sender_proof == "none"


def test_where_our_servers_name_is_known_its_own_result_counts() -> None:
    known = Post(POST.source, our_server="MX.shop.example")
    assert contact(HOP + PASS + letter("x"), known).sender_proof == "dkim"
    assert contact(HOP + PASS.replace("mx.shop", "mx.other") + letter("x"), known).sender_proof == ""


@pytest.mark.parametrize(
    ("results", "proof"),
    [
        ("spf=pass smtp.mailfrom=marta@example.org", "spf"),
        ("spf=pass (all well) smtp.mailfrom=example.org; dkim=none", "spf"),
        ("dkim=pass header.i=@example.org header.s=x", "dkim"),
        ("dkim=pass header.d=mailservice.example", "none"),
        ("dkim=pass header.d=evil-example.org", "none"),
        ("dkim=pass header.d=org", "none"),
        ("dkim=pass", "none"),
        ("dkim=pass (header.d=example.org)", "none"),
        ("none", "none"),
    ],
)
def test_a_pass_counts_for_the_senders_domain_only(results: str, proof: str) -> None:
    assert contact(f"Authentication-Results: mx.shop.example; {results}\n{letter('x')}").sender_proof == proof


def test_a_server_that_says_nothing_proves_nothing() -> None:
    assert contact(letter("x")).sender_proof == ""
