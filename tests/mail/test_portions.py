"""Portions of mail: nothing is left out, doubled or moved, at exactly the limits."""

from amends.intake.fetch.portions import portions


def cut(*sizes: int, count_max: int = 3, bytes_max: int = 10) -> list[list[int]]:
    return list(portions(sizes, lambda size: size, count_max, bytes_max))


def test_a_portion_is_full_at_the_number_and_at_the_last_byte() -> None:
    assert cut(1, 1, 1, 1) == [[1, 1, 1], [1]]
    assert cut(5, 5) == [[5, 5]]
    assert cut(5, 6) == [[5], [6]]
    assert cut() == []


def test_an_item_beyond_the_limit_goes_alone_and_stops_nobody() -> None:
    assert cut(1, 99, 2) == [[1], [99], [2]]
