"""The Thrift compact protocol, as far as the footer of a Parquet file needs it: read, change a little, write again.

A struct is a dict from the id of a field to its type and value; what is not known here is kept as it is. Lists are
(type, values); texts are bytes. Source: the Thrift compact protocol specification, as Parquet uses it.
"""

from typing import Any

Struct = dict[int, tuple[int, Any]]

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, _MAP, STRUCT = range(1, 13)
_SHORT_LENGTH_MAX = 14


def read_struct(raw: bytes) -> Struct:
    """The struct with which `raw` begins. Raises ValueError for what is no Thrift, or Thrift that Parquet has not."""
    try:
        return _Reader(raw).struct()
    except IndexError:
        raise ValueError("breaks off") from None


def write_struct(struct: Struct) -> bytes:
    """The bytes that read as this struct."""
    out = bytearray()
    _write_struct(out, struct)
    return bytes(out)


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0

    def struct(self) -> Struct:
        found: Struct = {}
        field = 0
        while head := self._byte():
            kind = head & 15
            field = field + (head >> 4) if head >> 4 else self._signed()
            found[field] = (kind, self._value(kind))
        return found

    def _value(self, kind: int) -> Any:
        if kind in (TRUE, FALSE):
            return None  # the type says it all
        if kind in (I16, I32, I64):
            return self._signed()
        if kind == BINARY:
            return self._bytes(self._unsigned())
        if kind == STRUCT:
            return self.struct()
        if kind in (LIST, SET):
            return self._list()
        if kind == DOUBLE:
            return self._bytes(8)
        if kind == BYTE:
            return self._byte()
        raise ValueError(f"has a field of type {kind}")

    def _list(self) -> tuple[int, list[Any]]:
        head = self._byte()
        kind, length = head & 15, head >> 4
        if length > _SHORT_LENGTH_MAX:
            length = self._unsigned()
        if kind in (TRUE, FALSE):
            return kind, [self._byte() for _ in range(length)]
        return kind, [self._value(kind) for _ in range(length)]

    def _byte(self) -> int:
        self._at += 1
        return self._raw[self._at - 1]

    def _bytes(self, count: int) -> bytes:
        self._at += count
        if self._at > len(self._raw):
            raise ValueError("breaks off")
        return self._raw[self._at - count : self._at]

    def _unsigned(self) -> int:
        value, shift = 0, 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def _signed(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)


def _write_struct(out: bytearray, struct: Struct) -> None:
    before = 0
    for field, (kind, value) in sorted(struct.items()):
        if 0 < field - before <= 15:
            out.append((field - before) << 4 | kind)
        else:
            out.append(kind)
            _write_signed(out, field)
        before = field
        _write_value(out, kind, value)
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in (I16, I32, I64):
        _write_signed(out, value)
    elif kind == BINARY:
        _write_unsigned(out, len(value))
        out += value
    elif kind == STRUCT:
        _write_struct(out, value)
    elif kind in (LIST, SET):
        _write_list(out, *value)
    elif kind == DOUBLE:
        out += value
    elif kind == BYTE:
        out.append(value)


def _write_list(out: bytearray, kind: int, values: list[Any]) -> None:
    if len(values) > _SHORT_LENGTH_MAX:
        out.append(0xF0 | kind)
        _write_unsigned(out, len(values))
    else:
        out.append(len(values) << 4 | kind)
    for value in values:
        _write_value(out, BYTE if kind in (TRUE, FALSE) else kind, value)


def _write_unsigned(out: bytearray, value: int) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def _write_signed(out: bytearray, value: int) -> None:
    _write_unsigned(out, value << 1 if value >= 0 else (-value << 1) - 1)
