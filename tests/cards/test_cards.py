"""No card number is ever stored, and an order number survives."""

import base64
import random
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.intake.cards import card_spans, redact_card_bytes, redact_cards

PLANTED = 20_000
ISSUED = (
    ("4", 16),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("37", 15),
    ("6011", 16),
    ("3528", 16),
    ("36", 14),
    ("4", 19),
)


def luhn_digit(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def card(rnd: random.Random, prefix: str, length: int) -> str:
    body = prefix + "".join(rnd.choice("0123456789") for _ in range(length - 1 - len(prefix)))
    return body + luhn_digit(body)


def fours(digits: str, between: str) -> str:
    return between.join(digits[i : i + 4] for i in range(0, len(digits), 4))


def in_script(digits: str, zero: int) -> str:
    return "".join(chr(zero + int(digit)) for digit in digits)


PLAIN: dict[str, Callable[[str], str]] = {
    "bare": lambda c: f"my card {c} was charged",
    "spaces": lambda c: f"it is {fours(c, ' ')}, thanks",
    "dashes": lambda c: f"number {fours(c, '-')}.",
    "dots": lambda c: f"{fours(c, '.')} is mine",
}
DISGUISES: dict[str, Callable[[str], str]] = {
    "full-width": lambda c: f"Karte {in_script(c, 0xFF10)}",
    "Arabic-Indic": lambda c: f"بطاقة {in_script(c, 0x0660)}",
    "Devanagari, grouped": lambda c: fours(in_script(c, 0x0966), " "),
    "line break": lambda c: f"{fours(c[:8], ' ')}\n{fours(c[8:], ' ')}",
    "quoted-printable soft break": lambda c: f"Visa {c[:7]}=\r\n{c[7:]} exp 12/27",
    "double spaces": lambda c: fours(c, "  "),
    "slashes": lambda c: fours(c, "/"),
    "no-break spaces and en dashes": lambda c: fours(c, "\u00a0–\u00a0"),
    "a word between": lambda c: f"first {fours(c[:8], ' ')} then {fours(c[8:], ' ')}",
    "glued to letters and digits": lambda c: f"order1234{c}",
    "a phone number before it": lambda c: f"call +1 415 555 0123 {c}",
    "digit by digit": lambda c: " ".join(c),
}


def middle_is_gone(digits: str, disguised: str, redacted: str) -> bool:
    """Nobody can read more than the first six and the last four any more."""
    if len(redacted) != len(disguised):
        return False
    left = "".join(str(int(letter)) for letter in redacted if letter.isdecimal())
    masked = redacted.count("*") - disguised.count("*")
    return digits not in left and masked >= len(digits) - 10


@pytest.mark.promise
@pytest.mark.parametrize("disguise", [*PLAIN, *DISGUISES])
def test_a_planted_card_is_found_in_every_disguise(disguise: str) -> None:
    rnd, write = random.Random(disguise), {**PLAIN, **DISGUISES}[disguise]
    share = PLANTED // (len(PLAIN) + len(DISGUISES))
    missed = []
    for _ in range(share):
        digits = card(rnd, *rnd.choice(ISSUED))
        text = write(digits)
        if not middle_is_gone(digits, text, redact_cards(text)):
            missed.append(text)
    assert len(missed) <= share * (0.001 if disguise in PLAIN else 0.01), missed[:5]


def naive(text: str) -> str:
    """The broken twin: one expression over ASCII digits with single separators."""
    found = re.compile(r"(?<![0-9])(?:[0-9][ \-.\u00a0]?){12,18}[0-9](?![0-9])")
    return found.sub(lambda hit: hit[0][:6] + "*" * (len(hit[0]) - 10) + hit[0][-4:], text)


@pytest.mark.promise
def test_the_twin_that_knows_only_plain_forms_is_caught() -> None:
    rnd = random.Random(7)
    digits = card(rnd, "4", 16)
    assert middle_is_gone(digits, PLAIN["bare"](digits), naive(PLAIN["bare"](digits)))
    leaks = [
        name for name, write in DISGUISES.items() if not middle_is_gone(digits, write(digits), naive(write(digits)))
    ]
    assert {"full-width", "Arabic-Indic", "line break", "slashes", "double spaces"} <= set(leaks)


@pytest.mark.parametrize("length", range(8, 20))
def test_an_order_number_is_rarely_taken_for_a_card(length: int) -> None:
    rnd = random.Random(length)
    numbers = ["".join(rnd.choice("0123456789") for _ in range(length)) for _ in range(3000)]
    hits = [
        number for number in numbers if redact_cards(f"order {number} has not come") != f"order {number} has not come"
    ]
    assert len(hits) <= 0.03 * len(numbers)
    for number in hits:
        left = redact_cards(f"order {number} has not come")
        assert number[:6] in left
        assert number[-4:] in left


@pytest.mark.parametrize(
    "text",
    [
        "order 100-2003-4455, tracking 1Z999AA10123456784, call +1 415 555 0123",
        "Order 112-8573921-7719425 of 2026-05-03 10:15:22, 129.00 EUR",
        "12.50 13.00 14.75 15.20 16.00 17.25",
        "from 2026-05-03 to 2026-06-04 and 2026-07-05",
        "parcel 9400 1000 0000 0000 0000 00",
        "IBAN DE89 3704 0044 0532 0130 00",
    ],
)
def test_what_is_no_card_stays_as_it_is(text: str) -> None:
    assert redact_cards(text) == text


def test_first_six_and_last_four_stay_in_their_layout() -> None:
    assert redact_cards("It is 4111 1111 1111 1111, I think") == "It is 4111 11** **** 1111, I think"
    assert card_spans("It is 4111 1111 1111 1111, I think") == [(6, 25)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("4111111111111111 12/27 cvv 123", "411111******1111 12/27 cvv ***"),
        ("the security code is 9 8 7", "the security code is * * *"),
        ("Prüfnummer: 321", "Prüfnummer: ***"),
        ("CVC: 1234, thanks", "CVC: ****, thanks"),
        ("123 is my cvv", "*** is my cvv"),
        ("no cvv here, order 10-4471", "no cvv here, order 10-4471"),
    ],
)
def test_a_card_code_goes_whole(text: str, left: str) -> None:
    assert redact_cards(text) == left


def test_a_card_in_raw_mail_goes_in_every_transfer_encoding() -> None:
    body = "Bitte prüfen: meine Karte ist 4111 1111 1111 1111, Betrag 129,00 EUR. Danke schön und viele Grüße!".encode()
    encoded = base64.encodebytes(body)
    raw = b"Content-Transfer-Encoding: base64\n\n" + encoded + b"\nX 4111=201111=201111=201111 \xff\n"
    redacted = redact_card_bytes(raw)
    assert len(redacted) == len(raw)
    inner = base64.b64decode(redacted.split(b"\n\n")[1])
    assert inner == body.replace(b"4111 1111 1111 1111", b"4111 11** **** 1111")
    assert b"X 4111=2011**=20****=201111 \xff" in redacted


@given(st.binary(max_size=400))
def test_raw_bytes_keep_their_length_and_do_not_break(raw: bytes) -> None:
    assert len(redact_card_bytes(raw)) == len(raw)


@given(st.text(max_size=300))
def test_redaction_keeps_length_and_is_done_after_once(text: str) -> None:
    once = redact_cards(text)
    assert len(once) == len(text)
    assert redact_cards(once) == once


def test_text_without_digits_costs_next_to_nothing() -> None:
    text = "I never got my refund and nobody answers the phone. " * 40_000
    started = time.process_time()
    assert redact_cards(text) is text
    assert len(text) / 1e6 / (time.process_time() - started) > 10  # MB/s; the bench prints the figure


def test_a_megabyte_of_digits_is_done_in_seconds() -> None:
    rnd = random.Random(3)
    text = "".join(rnd.choice("0123456789") for _ in range(300_000))
    started = time.process_time()
    assert len(redact_cards(text)) == len(text)
    assert time.process_time() - started < 5
