"""The limits at their boundary: exactly the most is read, one more is quarantined."""

import pytest

from amends.intake.mail import limits
from mail_seeds import contact, heard, letter

HTML = "Content-Type: text/html"


def reason(raw: str | bytes) -> str:
    """Why a mail is quarantined; empty where it is read."""
    return "".join(bad.reason for bad in heard(raw).not_understood)


def test_addresses() -> None:
    def addressed(count: int) -> str:
        return letter("x").replace("To: support@shop.example", "To: " + ",".join(f"{i}@x.org" for i in range(count)))

    assert reason(addressed(limits.ADDRESSES_MAX - 1)) == ""  # and the sender
    assert "201 addresses" in reason(addressed(limits.ADDRESSES_MAX))


def test_parts() -> None:
    def mixed(count: int) -> str:
        return letter("--b\n\nx\n" * count + "--b--", "Content-Type: multipart/mixed; boundary=b")

    assert reason(mixed(limits.PARTS_MAX)) == ""
    assert "101 parts" in reason(mixed(limits.PARTS_MAX + 1))


def test_depth() -> None:
    def nested(depth: int) -> str:
        inner = "".join(f"--b{i}\nContent-Type: multipart/mixed; boundary=b{i + 1}\n\n" for i in range(1, depth))
        return letter(f"{inner}--b{depth}\n\nx", "Content-Type: multipart/mixed; boundary=b1")

    assert reason(nested(limits.DEPTH_MAX)) == ""
    assert "20 deep" in reason(nested(limits.DEPTH_MAX + 1))


def test_html_depth_counts_what_nests_and_not_what_closes_itself() -> None:
    assert reason(letter("<div>" * limits.HTML_DEPTH_MAX + "x", HTML)) == ""
    assert "256 deep" in reason(letter("<div>" * (limits.HTML_DEPTH_MAX + 1) + "x", HTML))
    assert contact(letter("<p>one<br>" * 1000, HTML)).text.startswith("one\n")


def test_html_size() -> None:
    assert reason(letter("x" * limits.HTML_CHARS_MAX, HTML)) == ""
    assert "1024 KB" in reason(letter("x" * (limits.HTML_CHARS_MAX + 1), HTML))
    both = letter(
        "--b\nContent-Type: text/plain\n\nshort\n--b\nContent-Type: text/html\n\n"
        + "x" * limits.HTML_CHARS_MAX
        + "xx\n--b--",
        "Content-Type: multipart/alternative; boundary=b",
    )
    assert contact(both).text == "short", "what need not be read cannot be too much"


def test_header_and_whole() -> None:
    room = limits.HEADER_BYTES_MAX - letter("").index("\n\n") - len("\nX-Pad: ")
    assert reason(letter("x", "X-Pad: " + "a" * room)) == ""
    assert "header of 64 KB" in reason(letter("x", "X-Pad: " + "a" * (room + 1)))
    whole = letter("").encode()
    assert reason(whole + b"\n" * (limits.RAW_BYTES_MAX - len(whole))) == ""
    assert "25 MB" in reason(whole + b"\n" * (limits.RAW_BYTES_MAX - len(whole) + 1))


@pytest.mark.parametrize("lines", [limits.READ_LINES_MAX, limits.READ_LINES_MAX + 1])
def test_of_a_very_long_text_nothing_is_lost(lines: int) -> None:
    what = contact(letter("\n".join(f"line {i}" for i in range(lines))))
    together = what.text + "\n" + what.quoted
    assert together.split() == " ".join(f"line {i}" for i in range(lines)).split()
