"""New words, quoted words, signature: what a customer says now must be neither lost nor mixed with what others said."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.intake.mail.quotes import split_words
from mail_seeds import contact, letter

OLD = "> We refunded you on 3 May.\n> Regards, Support"
ATTRIBUTIONS = [
    "On Tue, 19 May 2026 at 09:12, Support <support@shop.example> wrote:",
    "On Tue, 19 May 2026 at 09:12, Support\n<support@shop.example> wrote:",
    "On Tue, 19 May 2026 at 09:12, The Support of the Shop\n<support@shop.example>\nwrote:",
    "Am Di., 19. Mai 2026 um 09:12 Uhr schrieb Support <support@shop.example>:",
    "Am 19.05.2026 um 09:12 schrieb Support:",
    "Le mar. 19 mai 2026 à 09:12, Support <support@shop.example> a écrit :",
    "El mar, 19 may 2026 a las 9:12, Support (<support@shop.example>) escribió:",
    "Il giorno mar 19 mag 2026 alle ore 09:12 Support <support@shop.example> ha scritto:",
    "Op di 19 mei 2026 om 09:12 schreef Support <support@shop.example>:",
    "Em ter., 19 de mai. de 2026 às 09:12, Support <support@shop.example> escreveu:",
    "Den tis 19 maj 2026 kl 09:12 skrev Support <support@shop.example>:",
    "2026-05-19 9:12 GMT+02:00 Support <support@shop.example>:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_the_answer_above_the_old_mail(attribution: str) -> None:
    words = split_words(f"Nothing came.\n\n{attribution}\n{OLD}")
    assert words.new == "Nothing came."
    assert words.quoted == f"{attribution}\n{OLD}"


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_an_old_mail_without_marks_is_quoted_to_the_end(attribution: str) -> None:
    words = split_words(f"Nothing came.\n\n{attribution}\n\nWe refunded you on 3 May.\n\nSupport")
    assert words.new == "Nothing came."
    assert "We refunded you" in words.quoted


def test_the_answer_below_and_between() -> None:
    words = split_words(f"{ATTRIBUTIONS[0]}\n> Did you get it?\n\nNo.\n\n> Which order?\n\n10-4471\n")
    assert words.new == "No.\n\n10-4471"
    assert "Did you get it?" in words.quoted
    assert "Which order?" in words.quoted


@pytest.mark.parametrize(
    "block",
    [
        "-----Original Message-----\nFrom: Support <s@shop.example>\n"
        "Sent: 19 May 2026 09:12\nTo: Marta\nSubject: Refund",
        "________________________________\nFrom: Support <s@shop.example>\n"
        "Sent: Tuesday, 19 May 2026 09:12\nTo: Marta\nSubject: Re",
        "Von: Support <s@shop.example>\nGesendet: Dienstag, 19. Mai 2026 09:12\nAn: Marta\nBetreff: AW: Refund",
        "De : Support <s@shop.example>\nEnvoyé : mardi 19 mai 2026 09:12\nÀ : Marta\nObjet : Remboursement",
        "*From:* Support <s@shop.example>\n*Date:* Tuesday, 19 May 2026 at 09:12\n*To:* Marta\n*Subject:* Refund",
        "---------- Forwarded message ---------\nFrom: Support <s@shop.example>\n"
        "Date: Tue, 19 May 2026\nSubject: Refund\nTo: Marta",
        "Begin forwarded message:\n\nFrom: Support <s@shop.example>\nDate: 19 May 2026\nTo: Marta",
        "-------- Ursprüngliche Nachricht --------",
    ],
)
def test_what_other_programs_put_above_an_old_mail(block: str) -> None:
    words = split_words(f"Nothing came.\n\n{block}\n\nWe refunded you on 3 May.")
    assert words.new == "Nothing came."
    assert words.quoted.startswith(block.split("\n")[0])
    assert words.quoted.endswith("We refunded you on 3 May.")


def test_a_mail_that_only_forwards_says_nothing_new() -> None:
    words = split_words(
        "---------- Forwarded message ---------\nFrom: Bank <b@bank.example>\n"
        "Date: 19 May 2026 09:00\nSubject: x\nTo: M\n\nNo credit."
    )
    assert words.new == ""
    assert words.quoted.endswith("No credit.")


@pytest.mark.parametrize(
    "text",
    [
        "On 3 May you wrote:\nwe refunded you. That is not true.",
        "From: my heart\nSubject: to your rules\n\nI want my money.",
        "From: Marta <m@example.org>\nSubject: Refund\n\nMessage body:\nI want my money.",
        "I paid 400 -----\nand you said 9.",
        "--\n" + "A long letter goes on under two dashes.\n" * 20,
        "Thank you\nCall me on +49 30 1234567",
        "Thanks for nothing.\nI want 129.00 EUR back by Friday!",
        "Confidential or not, I want my money.\nThis e-mail was ignored twice.",
        "Sent it back from my office on Monday, by mail.\nStill nothing.",
    ],
)
def test_what_only_looks_like_a_quotation_or_signature_stays_said(text: str) -> None:
    words = split_words(text)
    assert words.new == text.strip()


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nMarta Meier\nAcme Ltd\n+49 30 1234567",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Get Outlook for Android",
        "Kind regards,\nMarta Meier\nAcme Ltd\nTel: +49 30 1234567\nwww.acme.example",
        "Mit freundlichen Grüßen\nMarta Meier\nmarta@example.org",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
    ],
)
def test_signatures_are_set_apart(signature: str) -> None:
    words = split_words(f"Nothing came.\n\n{signature}")
    assert words.new == "Nothing came."
    assert words.signature.replace("-- ", "--") == signature.replace("-- ", "--")


def test_a_signature_above_the_old_mail_and_a_postscript_below_it() -> None:
    words = split_words(f"Nothing came.\n-- \nMarta\n\n{ATTRIBUTIONS[0]}\n{OLD}\n\nP.S. Hurry.")
    assert (words.new, words.signature) == ("Nothing came.\n\nP.S. Hurry.", "--\nMarta")
    assert split_words("No.\n-- \nMarta\nPS: order 10-4471").new == "No.\nPS: order 10-4471"


def test_gmail_html_is_cut_at_its_quotation_with_the_answers_between() -> None:
    page = (
        '<div dir="ltr">Nothing came.</div><br><div class="gmail_quote"><div class="gmail_attr">'
        "On Tue, 19 May 2026 at 09:12, "
        'Support &lt;<a href="mailto:s@x">s@x.org</a>&gt; wrote:<br></div><blockquote class="gmail_quote" '
        'style="border-left:1px">'
        'Did you get it?</blockquote><div>No, never.</div><blockquote class="gmail_quote">Support</blockquote></div>'
    )
    what = contact(letter(page, "Content-Type: text/html"))
    assert what.text == "Nothing came.\n\nNo, never."
    assert "Did you get it?" in what.quoted


LINES = st.lists(
    st.sampled_from(
        [
            "I never got it.",
            "> quoted",
            ">> twice",
            "",
            "  ",
            "-- ",
            "--",
            "Kind regards",
            "Marta",
            "Tel: +49 30 1234567",
            *ATTRIBUTIONS,
            "-----Original Message-----",
            "From: a <a@b.org>",
            "Sent: 19 May 2026 09:12",
            "To: b",
            "Subject: c",
            "Sent from my iPhone",
            "PS: hurry",
            "From here on",
            "________________________________",
            "This e-mail is confidential.",
        ]
    )
    | st.text(max_size=30),
    max_size=30,
)


def _lost(text: str, parts: tuple[str, str, str]) -> Counter[str]:
    """Lines of the mail that are in none of its parts, or in more than one."""
    before = Counter(line.rstrip() for line in text.split("\n") if line.strip())
    after = Counter(line for part in parts for line in part.split("\n") if line.strip())
    return (before - after) + (after - before)


def _drops_quotations(text: str) -> tuple[str, str, str]:
    """The broken twin: it throws away what it takes for quoted."""
    words = split_words(text)
    return words.new, "", words.signature


@pytest.mark.promise
@given(LINES)
def test_every_line_is_in_exactly_one_part(lines: list[str]) -> None:
    text = "\n".join(lines)
    words = split_words(text)
    assert not _lost(text, (words.new, words.quoted, words.signature))


def test_a_parser_that_drops_quotations_is_caught() -> None:
    assert _lost("No.\n> yes", _drops_quotations("No.\n> yes"))
