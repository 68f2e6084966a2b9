"""The footer of a Parquet file: where its row groups stand, and how columns are added to it.

Field numbers are those of parquet.thrift of the Apache Parquet format.
"""

import base64
from dataclasses import dataclass
from typing import Any

from .thrift import BINARY, I32, I64, Struct, read_struct, write_struct

MAGIC = b"PAR1"
LENGTH_BYTES_MAX = 1 << 22  # a larger one takes longer to read here than its columns take to be written again
GROUP_ROWS_MAX = 1 << 26  # what Arrow writes as one row group
_SLACK_BYTES = 100  # old writers left the header of a dictionary out of the size they told (PARQUET-816)
_CODECS = {0: "none", 1: "snappy", 2: "gzip", 4: "brotli", 5: "lz4", 6: "zstd", 7: "lz4"}
_SCHEMA, _ROWS, _GROUPS, _SAID, _ORDERS, _ENCRYPTION = 2, 3, 4, 5, 7, 8  # of FileMetaData
_COLUMNS, _BYTES, _GROUP_ROWS, _GROUP_OFFSET, _PACKED_BYTES = 1, 2, 3, 5, 6  # of RowGroup
_PATH, _META_AT, _META, _INDEXES, _ENCRYPTED = 1, 2, 3, (4, 5, 6, 7), (8, 9)  # of ColumnChunk
_CODEC, _SIZE, _DATA_AT, _INDEX_AT, _DICTIONARY_AT, _BLOOM = 4, 7, 9, 10, 11, (14, 15)  # of ColumnMetaData
_CHILDREN = 5  # of SchemaElement
_ARROW = b"ARROW:schema"


@dataclass
class Group:
    """A row group: its bytes in the file are those from `begin` to before `end`."""

    fields: Struct
    begin: int
    end: int

    @property
    def rows_count(self) -> int:
        """Rows in it."""
        return int(self.fields[_GROUP_ROWS][1])

    @property
    def columns(self) -> list[Struct]:
        """The chunks of its columns."""
        return _items(self.fields, _COLUMNS)

    @property
    def codec(self) -> str:
        """How its first column is compressed, in the words of pyarrow."""
        return _CODECS.get(self.columns[0][_META][1][_CODEC][1], "snappy")

    def move(self, to: int) -> None:
        """It now begins there. Indexes and Bloom filters, which help to skip and stand elsewhere, are forgotten."""
        shift = to - self.begin
        for column in self.columns:
            meta = column[_META][1]
            for field in (*_INDEXES, *_BLOOM):
                (column if field in _INDEXES else meta).pop(field, None)
            _shift(column, (_META_AT,), shift)
            _shift(meta, (_DATA_AT, _INDEX_AT, _DICTIONARY_AT), shift)
        _shift(self.fields, (_GROUP_OFFSET,), shift)
        self.begin, self.end = to, self.end + shift

    def add(self, other: "Group") -> None:
        """The columns of another group of as many rows are columns of this one too."""
        self.columns.extend(other.columns)
        for field in (_BYTES, _PACKED_BYTES):
            if field in self.fields:
                size = self.fields[field][1] + other.fields.get(field, (I64, other.end - other.begin))[1]
                self.fields[field] = (I64, size)


@dataclass
class Footer:
    """All of it."""

    fields: Struct
    groups: list[Group]

    def add_schema(self, other: "Footer", arrow_fields: Any) -> None:
        """The columns of another file stand behind those of this one."""
        schema, more = _items(self.fields, _SCHEMA), _items(other.fields, _SCHEMA)[1:]
        schema[0][_CHILDREN] = (I32, schema[0][_CHILDREN][1] + len(more))
        schema.extend(more)
        if _ORDERS in self.fields:
            _items(self.fields, _ORDERS).extend(_items(other.fields, _ORDERS))
        for said in _items(self.fields, _SAID) if _SAID in self.fields else ():
            if said[1][1] == _ARROW:
                said[2] = (BINARY, _arrow_schema(said[2][1], arrow_fields))

    def written(self) -> bytes:
        """As it ends a file."""
        raw = write_struct(self.fields)
        return raw + len(raw).to_bytes(4, "little") + MAGIC


def hear_footer(raw: bytes, size_bytes: int) -> Footer | None:
    """The footer from the end of a file of that size, `raw`: as much of it as there is, up to the whole.

    None where the file is not so that its row groups could be copied: encrypted, spread over several files, with
    overlapping or empty row groups, or with something unknown.
    """
    length = int.from_bytes(raw[-8:-4], "little")
    if raw[-4:] != MAGIC or length + 8 > len(raw):
        return None
    try:
        footer = _footer(read_struct(raw[-8 - length : -8]), size_bytes - 8 - length)
    except (KeyError, ValueError, TypeError, IndexError):
        return None
    return footer


def _footer(fields: Struct, end: int) -> Footer:
    if _ENCRYPTION in fields or not fields[_GROUPS][1][1]:
        raise ValueError("is encrypted or empty")
    groups = [_group(group) for group in _items(fields, _GROUPS)]
    before = len(MAGIC)
    for group, after in zip(groups, [*(later.begin for later in groups[1:]), end], strict=True):
        if group.begin < before or group.end > after or not 0 < group.rows_count <= GROUP_ROWS_MAX:
            raise ValueError("has row groups that overlap, or are empty")
        group.end = before = min(group.end + _SLACK_BYTES, after)
    if sum(group.rows_count for group in groups) != fields[_ROWS][1]:
        raise ValueError("has rows in no group")
    return Footer(fields, groups)


def _group(fields: Struct) -> Group:
    begins, ends = [], []
    for column in _items(fields, _COLUMNS):
        if _PATH in column or any(field in column for field in _ENCRYPTED):
            raise ValueError("is encrypted, or in another file")
        meta = column[_META][1]
        pages = [meta[field][1] for field in (_DATA_AT, _INDEX_AT, _DICTIONARY_AT) if field in meta]
        begins.append(min(at for at in pages if at > 0))
        ends.append(begins[-1] + meta[_SIZE][1])
    return Group(fields, min(begins), max(ends))


def _items(struct: Struct, field: int) -> list[Struct]:
    found: list[Struct] = struct[field][1][1]
    return found


def _shift(struct: Struct, fields: tuple[int, ...], shift: int) -> None:
    for field in fields:
        if struct.get(field, (I64, 0))[1] > 0:
            struct[field] = (I64, struct[field][1] + shift)


def _arrow_schema(said: bytes, arrow_fields: Any) -> bytes:
    import pyarrow as pa

    schema = pa.ipc.read_schema(pa.py_buffer(base64.b64decode(said)))
    for field in arrow_fields:
        schema = schema.append(field)
    return base64.b64encode(schema.serialize().to_pybytes())
