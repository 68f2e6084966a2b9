"""Damage, as transports and archives do it: seeded, so that a number names a mail."""

import random
from collections.abc import Callable, Iterator

_LIES = (b"utf-16", b"us-ascii", b"x-none", b"base64", b"gb2312", b"iso-2022-jp", b"utf-7", b"\xff")
_SPLICES = (b"\x00", b"\n", b"\r", b"\n\n", b"=?utf-8?B?", b"=", b"\xff\xfe", b"--b1", b"<", b"From ", b";", b'"', b":")


def mutated(seeds: tuple[bytes, ...], first: int, count: int) -> Iterator[bytes]:
    """The mails `first` to `first + count`, each with one to four damages."""
    for number in range(first, first + count):
        chance = random.Random(number)
        raw = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 4)):
            raw = chance.choice(_DAMAGES)(raw, chance)
        yield bytes(raw)


def _flip_bits(raw: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randint(1, 20)):
        if raw:
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return raw


def _cut_off(raw: bytearray, chance: random.Random) -> bytearray:
    return raw[: chance.randint(0, len(raw))]


def _cut_out(raw: bytearray, chance: random.Random) -> bytearray:
    start = chance.randint(0, len(raw))
    return raw[:start] + raw[start + chance.randint(1, 80) :]


def _splice(raw: bytearray, chance: random.Random) -> bytearray:
    at = chance.randint(0, len(raw))
    return raw[:at] + chance.choice(_SPLICES) * chance.randint(1, 5) + raw[at:]


def _damage_header(raw: bytearray, chance: random.Random) -> bytearray:
    lines = bytes(raw).split(b"\n")
    at = chance.randrange(max(1, len(lines) // 2))
    lines[at] = chance.choice([b"", b" " + lines[at], lines[at].replace(b":", b""), lines[at] * 3, lines[at][::-1]])
    return bytearray(b"\n".join(lines))


def _lie_about_charset(raw: bytearray, chance: random.Random) -> bytearray:
    lie = chance.choice(_LIES)
    return bytearray(bytes(raw).replace(b"utf-8", lie).replace(b"iso-8859-1", lie).replace(b"iso-2022-jp", lie))


def _damage_boundary(raw: bytearray, chance: random.Random) -> bytearray:
    old = chance.choice([b"b1", b"b2", b"boundary", b"--b1--", b"--r"])
    return bytearray(bytes(raw).replace(old, chance.choice([b"", b"b", b"b1b2", b"b2", b"\xe9"]), chance.randint(1, 3)))


_DAMAGES: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (
    _flip_bits,
    _cut_off,
    _cut_out,
    _splice,
    _damage_header,
    _lie_about_charset,
    _damage_boundary,
)
