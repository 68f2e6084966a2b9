"""What a mail comes to: who wrote, when, to whom, in which words, and what it names."""

import pytest

from amends.facts import ORGANISATION, hear_moment
from mail_seeds import RECEIVED, contact, entry, heard, letter, seed


def test_marta_asks_for_her_refund() -> None:
    told = entry(seed("plain"))
    assert told.id == "mail/m1@example.org"
    assert told.occurred == hear_moment("2026-05-20T08:00:00Z")
    assert told.subject_key == "email:marta@example.org"
    what = contact(seed("plain"))
    assert what.is_contact
    assert (what.channel, what.sender, what.sender_name) == ("mail", "marta@example.org", "Marta Meier")
    assert (what.mailbox, what.subject) == ("support@shop.example", "My refund")
    assert what.text == "I never got my refund of 129.00 EUR for order 10-4471."
    assert "We refunded you on 3 May." in what.quoted
    assert what.signature == "-- \nMarta Meier\n+49 30 1234567".replace("-- ", "--")
    assert what.named == ("order:10-4471",), "the telephone number of the signature is not named in the words"


def test_umlauts_come_through_every_way_of_writing_them() -> None:
    assert "Müde von der Rückerstattung 10-4471 und" in contact(seed("latin")).text
    assert contact(letter("für Müller", "Content-Type: text/plain; charset=x-unknown")).text == "für Müller"
    lie = letter("", "Content-Type: text/plain; charset=us-ascii").encode() + "für Müller".encode("latin-1")
    assert contact(lie).text == "für Müller"
    lie = letter("", "Content-Type: text/plain; charset=iso-8859-1").encode() + "für Müller".encode()
    assert contact(lie).text == "für Müller"
    assert contact(seed("japanese")).text == "返金がまだです。"


@pytest.mark.parametrize(
    "charset", ["base64", "rot13", "punycode", "unicode_escape", "zlib", '"utf-8', "x" * 90, "utf-7"]
)
def test_a_charset_that_is_none_is_not_believed(charset: str) -> None:
    assert contact(letter("Nothing came", f"Content-Type: text/plain; charset={charset}")).text == "Nothing came"


def test_base64_is_read_and_a_footer_below_it_too() -> None:
    assert contact(seed("encoded")).text == "I never got my refund for order 10-4471."
    assert contact(seed("encoded") + b"_______\nA list of ours\n").text.endswith("A list of ours")


def test_html_becomes_the_words_one_sees() -> None:
    what = contact(seed("rich"))
    assert what.text == "I never got my refund."
    assert what.quoted == "> We did."
    page = "<p>Dear&nbsp;all,<br>see <a href='https://x.example/'>this page</a></p>"
    page += "<table><tr><td>129.00</td><td>EUR</td></tr></table>"
    assert contact(letter(page, "Content-Type: text/html")).text == "Dear all,\nsee this page\n\n129.00 EUR"
    hidden = "Mine<script>steal()</script><style>x{}</style><img src=x onerror=steal()>"
    assert contact(letter(hidden, "Content-Type: text/html")).text == "Mine"


def test_an_indent_is_not_a_quotation() -> None:
    indent = '<div>See:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px">paid 129.00</blockquote>'
    assert contact(letter(indent, "Content-Type: text/html")).text == "See:\npaid 129.00"
    assert contact(letter(indent.replace("border:none;", ""), "Content-Type: text/html")).text == "See:"


def test_of_two_forms_of_the_same_words_the_plain_one_is_taken() -> None:
    what = contact(seed("alternative"))
    assert what.text == "Nothing came."
    assert what.attachments == ("Beleg März.pdf",)
    empty = seed("alternative").replace(b"\n\nNothing came.\n", b"\n\n \n")
    assert contact(empty).text == "Nothing came."
    excuse = seed("alternative").replace(
        b"\n\nNothing came.\n", b"\n\nYour program cannot view HTML. Please open it elsewhere: view in HTML.\n"
    )
    assert contact(excuse).text == "Nothing came."


def test_a_forwarded_mail_is_quoted_and_not_said() -> None:
    what = contact(seed("forwarded"))
    assert what.text == "See below."
    assert "No credit has arrived." in what.quoted
    assert "From: bank@example.net" in what.quoted


def test_flowed_paragraphs_are_whole_again() -> None:
    what = contact(seed("flowed"))
    assert what.text == "This is one paragraph."
    assert what.quoted == "> and a quote"


def test_names_and_subjects_in_encoded_words() -> None:
    raw = letter("x").replace("Marta Meier", "=?utf-8?Q?M=C3=A4rta?= =?utf-8?Q?_M=C3?= =?utf-8?Q?=BCller?=")
    assert contact(raw).sender_name == "Märta Müller"
    assert contact(raw.replace("My refund", "=?iso-8859-1?B?UvxjaWVyc3RhdHR1bmc=?=")).subject == "Rücierstattung"
    assert contact(raw.replace("My refund", "Rückgabe 10-4471")).named == ("order:10-4471",)
    assert contact(raw.replace("My refund", "=?broken?Q?a")).subject == "=?broken?Q?a"


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Marta@Example.ORG", "marta@example.org"),
        ('"Meier, Marta" <marta@example.org>', "marta@example.org"),
        ('"bank@example.net" <marta@example.org>', "marta@example.org"),
        ("marta@example.org (Marta)", "marta@example.org"),
        ("<marta@example.org>, <other@example.org>", "marta@example.org"),
        ("undisclosed", ""),
    ],
)
def test_the_sender_is_the_address_that_a_reply_would_go_to(sender: str, address: str) -> None:
    raw = letter("x").replace("Marta Meier <marta@example.org>", sender)
    assert contact(raw).sender == address


def test_a_contact_form_names_its_writer_in_reply_to() -> None:
    form = letter("x", "Reply-To: marta@example.org").replace("Marta Meier <marta@example.org>", "support@shop.example")
    assert contact(form).sender == "marta@example.org"
    elsewhere = letter("x", "Reply-To: other@example.org")
    assert contact(elsewhere).sender == "marta@example.org", "anybody can write a Reply-To"


def test_the_thread_is_told_oldest_first() -> None:
    raw = letter("x", "References: <a@x> <b@x>\n <m1@example.org>", "In-Reply-To: <c@x>")
    assert contact(raw).references == ("a@x", "b@x", "c@x")
    long = letter("x", "References: " + " ".join(f"<{i}@x>" for i in range(300)))
    assert contact(long).references == ("0@x", *(f"{i}@x" for i in range(201, 300)))


def test_without_a_message_id_the_words_are_the_id() -> None:
    without = letter("x").replace("Message-ID: <m1@example.org>\n", "")
    again, other = entry(without), entry(without.replace("\n\nx", "\n\ny"))
    assert entry(without).source_id == again.source_id != other.source_id
    assert again.source_id.startswith("sha256:")
    assert contact(without).message_id == ""


WED = "Date: Wed, 20 May 2026 10:00:00 +0200"
HOP = "Received: from a by b; Wed, 20 May 2026 12:00:00 +0000"


@pytest.mark.parametrize(
    ("date", "hop", "occurred"),
    [
        (WED, HOP, "2026-05-20T08:00:00Z"),
        ("Date: 20 May 26 10:00", HOP, "2026-05-20T10:00:00Z"),
        ("Date: yesterday", HOP, "2026-05-20T12:00:00Z"),
        ("X: y", HOP, "2026-05-20T12:00:00Z"),
        ("Date: Wed, 20 May 2048 10:00:00 +0200", HOP, "2026-05-20T12:00:00Z"),
        ("Date: Thu, 1 Jan 1970 00:00:00 +0000", HOP, "2026-05-20T12:00:00Z"),
        ("Date: Sun, 31 Dec 1989 23:59:59 +0000", HOP, "2026-05-20T12:00:00Z"),
        ("Date: Mon, 1 Jan 1990 00:00:00 +0000", HOP, "1990-01-01T00:00:00Z"),
        ("Date: Thu, 21 May 2026 12:00:00 +0000", HOP, "2026-05-21T12:00:00Z"),
        ("Date: Thu, 21 May 2026 12:00:01 +0000", HOP, "2026-05-20T12:00:00Z"),
        ("Date: Wed, 20 May 2048 10:00:00 +0200", "X: y", "2026-05-21T00:00:00Z"),
        ("X: y", "Received: nonsense", "2026-05-21T00:00:00Z"),
        ("Date: Wed, 20 May 99999999999 10:00:00 +9999999999", HOP, "2026-05-20T12:00:00Z"),
    ],
)
def test_when_it_happened(date: str, hop: str, occurred: str) -> None:
    assert entry(letter("x", hop).replace(WED, date)).occurred == hear_moment(occurred)


def test_what_is_no_mail_at_all_is_quarantined_with_its_bytes() -> None:
    for raw in (b"", b"\n\n\n", b"\x00\xff\xfe garbage", b"no header here\n\nat all"):
        nothing = heard(raw)
        assert nothing.entries == ()
        (kept,) = nothing.not_understood
        assert kept.raw == raw
        assert "no header" in kept.reason
        assert kept.source_id.startswith("sha256:")
        assert str(nothing.problems[0]).startswith("mail: has no header")


def test_a_merely_odd_mail_is_an_entry() -> None:
    assert contact("From: m@example.org\n").text == ""
    assert contact(b"\x80\x81: x\nnonsense\nSubject: Hello 10-4471\n\nx").named == ("order:10-4471",)
    assert contact(letter("x", "Content-Type: multipart/mixed; boundary=never")).text == "x"
    assert contact(letter("x", "Content-Type: text/plain; charset")).text == "x"
    assert contact(letter("eA=", "Content-Transfer-Encoding: base64")).text == "x"


def test_inbound_mail_creates_nothing_but_a_contact() -> None:
    """Control headers of our own making are not listened to, whoever writes them."""
    forged = letter(
        "Close the case.", "X-Amends-Agent: ruth", "X-Amends-Closed: refund:R-2291", "X-Amends-Is-Contact: no"
    )
    assert contact(forged) == contact(letter("Close the case."))
    assert entry(forged).subject_key != ORGANISATION


def test_when_the_copy_came_in_counts_only_without_any_other_time() -> None:
    early = heard(letter("x"), received=RECEIVED)
    later = heard(letter("x"), received=hear_moment("2027-01-01T00:00:00Z"))
    assert early == later
