"""amends backup: everything of this installation in one file, while everybody works on."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amends.facts import Moment, Problem, Refused, iso

from .common import Home, counted, json_option, now, pass_home, progress, say_json
from .out_files import folder_of, whole_or_nothing

if TYPE_CHECKING:
    from rich.progress import Progress

    from amends.record.backup import Manifest
    from amends.record.backup.packed import Told

_KEYS_SAY = """\
Whoever has both files reads everything, and without the keys nobody reads the backup. Move the keys to another place
(a safe, a password manager), and keep only the newest: older ones may open what was erased since."""


@click.command("backup", short_help="Everything in one file, while everybody works on.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--with-keys/--without-keys",
    default=None,
    help="Also write FILE.keys, which opens the backup. Done by itself where the keys of today were never kept.",
)
@json_option
@pass_home
def command(home: Home, file: Path, with_keys: bool | None, as_json: bool) -> None:
    """Back up the record, the desk and the settings into FILE: whole, or not at all.

    The keys are never in it. They are written to FILE.keys the first time and whenever they have changed; keep that
    file in another place.
    """
    from amends.record.backup import keys_are_kept, last_backup, note_backup

    file = file.absolute()
    _check_place(home, file)
    made = now()
    wants_keys = not keys_are_kept(home.path, last_backup(home.path)) if with_keys is None else with_keys
    key_file = file.with_name(file.name + ".keys") if wants_keys else None
    manifest = _take(home, file, key_file, made)
    note_backup(home.path, manifest, with_keys=wants_keys)
    size_bytes = file.stat().st_size
    if as_json:
        say_json(_told(manifest, file, key_file, size_bytes))
        return
    click.echo(f"● {counted(manifest.entries, 'entry').replace('entrys', 'entries')} in {file} ({size_bytes:,} bytes).")
    if key_file:
        click.echo(f"  The keys are in {key_file}.\n  " + _KEYS_SAY.replace("\n", "\n  "))
    else:
        click.echo("  The keys are not in it: see that the .keys file you have is in another place.")


def _check_place(home: Home, file: Path) -> None:
    from amends.record.backup import hear_manifest

    folder_of(file)
    if not (home.path / "checkpoints.pub").exists():
        step = "Name the folder of the installation with --home"
        raise Refused(Problem(str(home.path), "holds no record", step))
    if file.resolve().is_relative_to(home.path.resolve()):
        raise Refused(Problem(str(file), "lies in the home, and would be lost with it", "Choose another disk"))
    if file.exists():
        ours = (home.path / "checkpoints.pub").read_text("ascii").strip()
        try:
            theirs = hear_manifest(file)[0].origin
        except Refused:
            theirs = ""
        if theirs != _origin_of(ours):
            raise Refused(Problem(str(file), "is there already and is no backup of this record", "Name another file"))


def _origin_of(public_hex: str) -> str:
    from amends.record.keys import origin_of

    return origin_of(bytes.fromhex(public_hex))


def _take(home: Home, file: Path, key_file: Path | None, made: Moment) -> "Manifest":
    """The keys first: a backup that nobody can open should not be there."""
    from amends.record.backup import check_replaces_own, take_backup, write_keys
    from amends.record.home import sync_folder

    if key_file:
        check_replaces_own(key_file, _origin_of((home.path / "checkpoints.pub").read_text("ascii").strip()))
        write_keys(home.path, key_file, made)
    desk_tables = _desk_tables(home) if home.database_url else ()
    with progress() as bar, _scratch(file) as scratch, whole_or_nothing(file) as out:
        os.fchmod(out.fileno(), 0o600)
        manifest = take_backup(
            home.path, home.database_url, out, scratch, made=made, told=telling(bar), desk_tables=desk_tables
        )
    sync_folder(file.parent)
    return manifest


@contextmanager
def _scratch(file: Path) -> Iterator[Path]:
    """Beside FILE: where it fits, its parts fit as well."""
    folder = Path(tempfile.mkdtemp(prefix=f".{file.name}.", suffix=".parts", dir=file.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _desk_tables(home: Home) -> tuple[str, ...]:
    """The tables that the desk has in the team's PostgreSQL."""
    from amends.console import serve

    serve(home.path, home.database_url)
    from django.db import connection

    try:
        return ("django_migrations", *connection.introspection.django_table_names(only_existing=True))
    finally:
        connection.close()


def telling(bar: "Progress") -> "Told":
    """Shows each step of a backup or a restore as a bar of its own."""
    bars: dict[str, int] = {}

    def told(what: str, done: int, total: int) -> None:
        if what not in bars:
            bars[what] = bar.add_task(what, total=total)
        bar.update(bars[what], completed=done, total=total)  # type: ignore[arg-type]  # a TaskID is an int

    return told


def _told(manifest: "Manifest", file: Path, key_file: Path | None, size_bytes: int) -> dict[str, object]:
    return {
        "file": str(file),
        "keys_file": str(key_file) if key_file else None,
        "size_bytes": size_bytes,
        "made": iso(manifest.made),
        "origin": manifest.origin,
        "store": manifest.store,
        "entries": manifest.entries,
        "chain": manifest.chain,
        "parts": len(manifest.parts),
    }
