"""A telephone number is no card, even where its digits pass every test of one."""

import random

from amends.intake.cards import card_spans, redact_cards

LOOKS_LIKE_A_CARD = "+4915112345678"  # 13 digits, begins with a 4, and the Luhn digit is right


def test_a_german_mobile_that_looks_like_a_card_keeps_its_digits() -> None:
    assert card_spans(LOOKS_LIKE_A_CARD)
    assert redact_cards(LOOKS_LIKE_A_CARD) == LOOKS_LIKE_A_CARD
    assert redact_cards(f"phone:{LOOKS_LIKE_A_CARD}") == f"phone:{LOOKS_LIKE_A_CARD}"


def test_no_german_mobile_number_becomes_another_one() -> None:
    chance = random.Random(7)
    numbers = [f"+491{chance.choice(['51', '60', '70', '75'])}{chance.randrange(10**8):08}" for _ in range(2_000)]
    assert sum(bool(card_spans(number)) for number in numbers) > 50
    assert [redact_cards(number) for number in numbers] == numbers


def test_a_card_with_a_plus_before_it_or_among_words_is_still_one() -> None:
    assert redact_cards("+4242424242424242") == "+424242******4242"
    assert redact_cards("phone:+378282246310005") != "phone:+378282246310005"
    assert LOOKS_LIKE_A_CARD not in redact_cards(f"my card is {LOOKS_LIKE_A_CARD}")
