"""Mails made to exhaust their reader: each with the name of what it tries."""

from collections.abc import Iterator

_TOP = b"From: Marta <marta@example.org>\nSubject: x\nDate: Wed, 20 May 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
_HTML = _TOP + b"Content-Type: text/html; charset=utf-8\n\n"
_PLAIN = _TOP + b"Content-Type: text/plain; charset=utf-8\n\n"
MEGABYTE = 1024 * 1024

_UNITS = (  # what a pattern that backtracks, or a list that is searched again and again, would choke on
    "a",
    ">",
    "> ",
    ">>>> ",
    "-",
    "-- \n",
    "--\n",
    "_",
    "On ",
    "On 1 at 1:00 ",
    "On 1 wrote\n",
    "wrote:\n",
    "From: a\n",
    "From: a\nSent: 1\n",
    "From: a\nSubject: b\n",
    "Thanks\n",
    "Thanks\n+49 30 1234567\n",
    "Sent from ",
    "Sent from my\n",
    "PS ",
    "This e-mail ",
    "confidential ",
    "1",
    "1-",
    "10-4471 ",
    "#1",
    "#12345 ",
    "order ",
    "order no ",
    "order number is ",
    "order: # ",
    "refund id ",
    "re_",
    "re_aaaa ",
    "+",
    "+1 ",
    "+49 30 ",
    "+49 30 123456 ",
    "<",
    "<a@",
    "a@b ",
    "a@b.org, ",
    "@",
    "=?",
    "=?utf-8?q?",
    "=?utf-8?q?a?= ",
    "=?utf-8?b?YQ==?= ",
    "(",
    "((",
    "\\",
    '"',
    "&",
    "&amp;",
    "&#",
    "é",
    "\u202e",
    "\u0000",
    "\r",
    "\n",
    "\n\n",
    " ",
    "\t",
    "\u00a0",
    "i ",
    "unsubscribe ",
    "out of office ",
    "boundary=",
    "Content-Type: ",
    "1:00 ",
    "a\n> ",
    "From x\n",
    ">From x\n",
    "www.",
    "http://a ",
    "tel: ",
    "|",
    "*",
    "?",
    "=",
    "=\n",
    "=E2",
    "`",
    "{",
    "[",
    "]",
    "%",
    "^",
    "$",
)
_TAGS = (
    "div",
    "span",
    "b",
    "blockquote",
    "table",
    "p",
    "li",
    "a",
    "td",
    "font",
    "svg",
    "math",
    "select",
    "template",
    "ul",
    "center",
)


def repeated() -> Iterator[tuple[str, bytes]]:
    """A pattern that backtracks, or a list searched again and again, chokes on these."""
    for unit in _UNITS:
        yield f"a line of {unit!r}", _PLAIN + (unit * (60_000 // len(unit))).encode()
        yield f"HTML of {unit!r}", _HTML + (unit * (60_000 // len(unit))).encode()


def markup() -> Iterator[tuple[str, bytes]]:
    """HTML bombs."""
    for tag in _TAGS:
        for depth in (200, 20_000):
            yield f"{depth} nested {tag}", _HTML + f"<{tag}>".encode() * depth
        yield f"a closed {tag} 20000 times", _HTML + f"<{tag}>x</{tag}>".encode() * 20_000
    yield "nested tags with attributes", _HTML + b"<div " + b"a=b " * 100_000 + b">x"
    yield "an open comment", _HTML + b"<!--" * 100_000
    yield "half a tag", _HTML + b"<div" * 100_000
    yield "HTML of 2 MB", _HTML + b"x" * 2 * MEGABYTE


def structure() -> Iterator[tuple[str, bytes]]:
    """Parts and mails, many and deep."""
    for count in (50, 99, 150, 20_000):
        mixed = _TOP + b"Content-Type: multipart/mixed; boundary=b\n\n"
        yield f"{count} parts", mixed + b"--b\nContent-Type: text/plain\n\nx\n" * count + b"--b--\n"
        yield f"{count} empty parts", mixed + b"--b\n" * count
        yield f"{count} nested parts", _TOP + _nested(count)
        yield f"{count} mails in mails", _TOP + b"Content-Type: message/rfc822\n\n" * count + b"x"
        yield (
            f"{count} continued parameters",
            _TOP + b"Content-Type: text/plain;\n" + b"".join(b" name*%d=a;\n" % i for i in range(count)) + b"\nx",
        )
    split = _TOP + b"Content-Type: multipart/mixed; boundary*0=b; boundary*1=c\n\n"
    yield "parts behind a boundary in pieces", split + b"--bc\n\nx\n" * 20_000
    yield (
        "a boundary of one letter in a long text",
        _TOP + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"\n--x" * 100_000,
    )


def _nested(count: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(count)) + b"\nx"


def headers() -> Iterator[tuple[str, bytes]]:
    """Fields that never end."""
    for name in (
        b"To",
        b"From",
        b"Subject",
        b"Date",
        b"References",
        b"Received",
        b"List-Id",
        b"Authentication-Results",
        b"Content-Type",
        b"Message-ID",
    ):
        for unit in (b"a@b.org, ", b"<", b'"', b"=?utf-8?q?a?= ", b"(", b";", b"<a@b> "):
            yield (
                f"{name.decode()} of {unit.decode()}",
                name + b": " + unit * (60_000 // len(unit)) + b"\n" + _PLAIN + b"x",
            )
    yield "10,000 addresses", b"To: " + b"a@b.org, " * 10_000 + b"\n" + _PLAIN + b"x"
    yield "10,000 folded lines", b"Subject: a\n" + b" b\n" * 10_000 + _PLAIN + b"x"
    yield "a header without an end", b"From: a@b.org\n" + b"X-A: b\n" * 100_000


def big() -> Iterator[tuple[str, bytes]]:
    """Mails at the limit of size, and beyond it."""
    attached = (
        _TOP
        + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: application/pdf; name=a.pdf\n"
        + b"Content-Transfer-Encoding: base64\n\n"
    )
    for size in (24, 30):
        yield f"{size} MB attachment", attached + (b"A" * 75 + b"\n") * (size * MEGABYTE // 76) + b"--b--\n"
        yield f"{size} MB of text", _PLAIN + b"Nothing came, again. \n" * (size * MEGABYTE // 22)
    yield (
        "24 MB of base64 text",
        _TOP + b"Content-Transfer-Encoding: base64\n\n" + (b"QUFB" * 19 + b"\n") * (24 * MEGABYTE // 77),
    )
    yield "24 MB of empty lines", _PLAIN + b"x" + b"\n" * 24 * MEGABYTE + b"x"


FAMILIES = {"repeated": repeated, "markup": markup, "structure": structure, "headers": headers, "big": big}
