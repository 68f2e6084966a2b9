"""Cutting a long row of mails into portions that are small both in number and in bytes."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def portions(items: Iterable[T], size_bytes: Callable[[T], int], count_max: int, bytes_max: int) -> Iterator[list[T]]:
    """As many items as fit, in their order. An item larger than `bytes_max` is a portion of its own."""
    portion: list[T] = []
    total = 0
    for item in items:
        size = size_bytes(item)
        if portion and (len(portion) >= count_max or total + size > bytes_max):
            yield portion
            portion, total = [], 0
        portion.append(item)
        total += size
    if portion:
        yield portion
