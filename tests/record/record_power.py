"""A power cut: what SQLite wrote and did not sync may be on the disk, in part or not at all.

A file system for SQLite (apsw VFS) keeps two images: what was synced, and the writes since. At a random write or sync
the power goes: each 512-byte sector that was not synced is there or not by the toss of a coin. One run of the writer is
cut at many moments, each giving a disk of its own, on which an ordinary record is then opened.

The statements, pragmas and transactions are those of the product; only the driver under them is another one.
"""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from amends.facts import Moment
from amends.record.group import Job, commit_group
from amends.record.keys import Keys
from amends.record.sealing import Sealer
from amends.record.store import schema_statements
from amends.record.store_sqlite import SqliteConnection
from record_stories import Place, refund

_SECTOR_BYTES = 512
_VFS = "amends-power"
Image = dict[str, bytes]


@dataclass(frozen=True)
class Cuts:
    """What power cuts cost. `lost` were acknowledged and are not there afterwards."""

    cuts: int
    acknowledged: int
    lost: int
    corrupt: int


@dataclass
class Disk:
    """What is on the disk for sure, and what was written since the last sync."""

    chance: random.Random
    cut_every: int
    durable: dict[str, bytearray] = field(default_factory=dict)
    pending: dict[str, list[tuple[int, bytes | None]]] = field(default_factory=dict)  # offset and bytes; None: truncate
    acknowledged: int = 0
    images: list[tuple[Image, int]] = field(default_factory=list)

    def change(self, name: str, offset: int, data: bytes | None) -> None:
        """A write, or a truncation to `offset`."""
        self._perhaps_cut()
        self.pending.setdefault(name, []).append((offset, data))

    def sync(self, name: str) -> None:
        """What was written is on the disk."""
        self._perhaps_cut()
        content = self.durable.setdefault(name, bytearray())
        for offset, data in self.pending.pop(name, []):
            _apply(content, offset, data)

    def delete(self, name: str) -> None:
        """The file is gone."""
        self.durable.pop(name, None)
        self.pending.pop(name, None)

    def _perhaps_cut(self) -> None:
        if self.chance.randrange(self.cut_every) == 0:
            self.images.append((self._image(), self.acknowledged))

    def _image(self) -> Image:
        """The disk as it is found when the power is back."""
        found: Image = {}
        for name in self.durable.keys() | self.pending.keys():
            content = bytearray(self.durable.get(name, b""))
            for offset, data in self.pending.get(name, []):
                if data is None:
                    if self.chance.random() < 0.5:
                        _apply(content, offset, None)
                    continue
                for at in range(0, len(data), _SECTOR_BYTES):
                    if self.chance.random() < 0.5:
                        _apply(content, offset + at, data[at : at + _SECTOR_BYTES])
            found[Path(name).name] = bytes(content)
        return found


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if data is not None:
        content[offset : offset + len(data)] = data


@contextmanager
def _file_system(disk: Disk) -> Iterator[None]:
    class File(apsw.VFSFile):  # type: ignore[misc]
        def __init__(self, name: Any, flags: Any) -> None:
            self.name = name.filename() if hasattr(name, "filename") else str(name)
            super().__init__("", name, flags)

        def xWrite(self, data: bytes, offset: int) -> None:
            disk.change(self.name, offset, bytes(data))
            super().xWrite(data, offset)

        def xTruncate(self, size: int) -> None:
            disk.change(self.name, size, None)
            super().xTruncate(size)

        def xSync(self, flags: int) -> None:
            disk.sync(self.name)  # no real sync: this disk is the real one

    class FileSystem(apsw.VFS):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(_VFS, "")

        def xOpen(self, name: Any, flags: Any) -> File:
            return File(name, flags)

        def xDelete(self, name: str, sync: bool) -> None:
            disk.delete(name)
            super().xDelete(name, sync)

    system = FileSystem()
    try:
        yield
    finally:
        system.unregister()


def cut_power(folder: Path, cuts: int, seed: int, *, synchronous: str = "FULL", groups: int = 120) -> Cuts:
    """Cut the power at `cuts` random moments, over as many runs as it takes."""
    template = Place(folder / "template")
    with template.open() as record:
        keys = record._sealer.keys
    done = Cuts(0, 0, 0, 0)
    run = 0
    while done.cuts < cuts:
        run += 1
        disk = _run(folder / f"run{run}", keys, random.Random(f"{seed}/{run}"), synchronous, groups)
        for image, acknowledged in disk.images[: cuts - done.cuts]:
            lost, corrupt = _look(folder / "after", template, image, acknowledged)
            done = Cuts(done.cuts + 1, done.acknowledged + acknowledged, done.lost + lost, done.corrupt + corrupt)
    return done


def _run(folder: Path, keys: Keys, chance: random.Random, synchronous: str, groups: int) -> Disk:
    """Write groups of entries; `disk.acknowledged` follows the commits."""
    folder.mkdir(parents=True)
    disk = Disk(chance, cut_every=40)
    sealer = Sealer(keys)
    with _file_system(disk):
        database = apsw.Connection(str(folder / "record.sqlite"), vfs=_VFS)
        database.execute("PRAGMA locking_mode = EXCLUSIVE")  # apsw offers no shared memory to a file system of ours
        connection = SqliteConnection(database)
        connection.run(f"PRAGMA synchronous = {synchronous}")
        connection.run("PRAGMA wal_autocheckpoint = 60")  # so that cuts fall into checkpoints as well
        with connection.writing():
            for statement in schema_statements("sqlite"):
                connection.run(statement)
            connection.insert("meta", ("name", "value"), [("origin", keys.origin.encode()), ("schema", b"1")])
        for number in range(groups):
            entries = [refund(f"{number}-{one}", customer=f"C{number % 5}") for one in range(1 + number % 4)]
            plain = [sealer.prepare(entry) for entry in entries]
            found = sealer.data_keys.look_up(connection, {one.pseudonym for one in plain})
            sealed = [sealer.seal(one, found[one.pseudonym]) for one in plain]
            commit_group(connection, sealer, [Job(sealed=sealed)], Moment(0))
            disk.acknowledged += len(entries)
        connection.close()
    shutil.rmtree(folder)
    return disk


def _look(home: Path, template: Place, image: Image, acknowledged: int) -> tuple[int, bool]:
    """How many acknowledged entries are not there, and whether the record is damaged."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template.home, home, ignore=lambda _, names: [n for n in names if n.startswith("record.sqlite")])
    for name, content in image.items():
        (home / name).write_bytes(content)
    try:
        with sqlite3.connect(home / "record.sqlite") as database:
            sound = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()
        with Place(home).open() as record:
            found = record.verify()
            holds = all(line.holds for line in record.balance())
    except sqlite3.DatabaseError:
        return 0, True
    return max(0, acknowledged - found.entries), not (sound and found.ok and holds)
