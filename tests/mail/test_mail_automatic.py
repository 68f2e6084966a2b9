"""Bounces, absence notices and newsletters are entries but no contacts; a customer is never taken for one."""

import pytest

from mail_seeds import contact, letter, seed


def with_subject(subject: str, *headers: str, text: str = "I am away until 1 June.") -> str:
    """Marta's mail under another subject."""
    return letter(text, *headers).replace("Subject: My refund", f"Subject: {subject}")


def test_a_bounce_is_kept_and_waits_for_no_answer() -> None:
    what = contact(seed("bounce"))
    assert (what.is_contact, what.why_not) == (False, "bounce")
    assert "gone@example.org" in what.quoted
    old = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: Undeliverable: Your refund\n\nUser unknown"
    assert contact(old).why_not == "bounce"


@pytest.mark.parametrize(
    ("mail", "why_not"),
    [
        (with_subject("Away", "Auto-Submitted: auto-replied", text="I am out of office."), "out of office"),
        (with_subject("Re: Refund", "Auto-Submitted: auto-replied", text="We received it."), "automatic reply"),
        (with_subject("Backup", "Auto-Submitted: auto-generated", text="Done."), "automatic message"),
        (with_subject("Automatic reply: Refund"), "automatic reply"),
        (with_subject("Automatic reply: Refund", text="I am on annual leave."), "out of office"),
        (with_subject("Automatische Antwort: Refund", text="Ich bin im Urlaub."), "out of office"),
        (with_subject("Réponse automatique : Refund"), "automatic reply"),
        (with_subject("Out of Office: Marta"), "out of office"),
        (with_subject("Out of the office until 1 June"), "out of office"),
        (with_subject("Abwesenheitsnotiz"), "out of office"),
        (with_subject("Away", "X-Autoreply: yes"), "automatic reply"),
        (with_subject("Away", "Precedence: auto_reply"), "automatic reply"),
        (with_subject("Away", "Return-Path: <>"), "automatic reply"),
        (with_subject("Big sale", "Precedence: bulk", text="Buy now."), "bulk mail"),
        (with_subject("Big sale", "List-Id: News <news.shop.example>", text="Buy now."), "bulk mail"),
        (with_subject("Big sale", "List-Unsubscribe: <mailto:u@x>", text="Buy now."), "bulk mail"),
        (with_subject("Big sale", "List-Unsubscribe: <mailto:u@x>", text="I love it. Unsubscribe here."), "bulk mail"),
        (
            with_subject(
                "Big sale", "List-Unsubscribe: <https://x>", "List-Unsubscribe-Post: One-Click", text="My best price"
            ),
            "bulk mail",
        ),
        (with_subject("Refund", "X-Loop: amends support"), "our own mail loop"),
        (
            with_subject(
                "Read: Refund", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b"
            ),
            "read receipt",
        ),
    ],
)
def test_what_machines_write_is_no_contact(mail: str, why_not: str) -> None:
    what = contact(mail)
    assert (what.is_contact, what.why_not) == (False, why_not)


@pytest.mark.parametrize(
    "mail",
    [
        with_subject("Re: Automatic reply: Refund"),
        with_subject("AW: Abwesenheitsnotiz"),
        with_subject("Automatic replies are all I get from you"),
        with_subject("Out of office hours nobody answers"),
        with_subject("Refund", "Auto-Submitted: no"),
        with_subject("Refund", "X-Auto-Response-Suppress: All"),
        with_subject("Refund", "Precedence: first-class"),
        with_subject("Refund", "X-Loop: somebody else"),
        with_subject("Refund", "Return-Path: <marta@example.org>"),
        with_subject("Refund", "List-Unsubscribe: <mailto:u@x>", "In-Reply-To: <s1@shop.example>", text="No."),
        with_subject("Refund", "List-Unsubscribe: <mailto:u@x>", text="Where is order 10-4471?"),
        with_subject("Refund", "List-Unsubscribe: <mailto:u@x>", text="Where is my money?"),
        with_subject("Remboursement", "List-Unsubscribe: <mailto:u@x>", text="Je n'ai rien reçu."),
        with_subject(
            "Refund",
            "Delivered-To: ruth@shop.example",
            "List-Id: Support <support.shop.example>",
            "Precedence: list",
            "List-Unsubscribe: <mailto:u@shop.example>",
        ),
        with_subject("Undeliverable parcel, and nobody answers"),
    ],
)
def test_customers_are_not_taken_for_machines(mail: str) -> None:
    what = contact(mail)
    assert (what.is_contact, what.why_not) == (True, "")


def test_a_list_of_somebody_else_is_not_our_group() -> None:
    foreign = with_subject(
        "News", "Delivered-To: ruth@shop.example", "List-Id: <dev.lists.example>", "Precedence: list"
    )
    assert contact(foreign.replace("support@shop.example", "dev@lists.example")).why_not == "bulk mail"
