"""Numbers that hang on what a value says and on nothing else: they put rows in order and accounts into folds."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
_ODD, _FIRST, _SECOND = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def of_texts(texts: Iterable[str]) -> Hashes:
    """64 bits of BLAKE2b of each."""
    digests = b"".join(blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def scrambled(numbers: NDArray[np.uint64]) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): one to one, and each bit hangs on all."""
    with np.errstate(over="ignore"):
        mixed = numbers + _ODD
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)


def joined(one: Hashes, other: Hashes) -> Hashes:
    """A hash of both, in this order."""
    with np.errstate(over="ignore"):
        return scrambled(scrambled(one) * _FIRST + other)


def of_numbers(numbers: NDArray[np.float64]) -> Hashes:
    """Of the bits of each number; all that is not known is the same, and minus nought is nought."""
    plain = np.where(np.isnan(numbers), np.nan, numbers + 0.0)
    return scrambled(np.ascontiguousarray(plain).view(np.uint64))
