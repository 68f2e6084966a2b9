"""amends restore: the same installation again, in an empty home."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amends.facts import Problem, Refused, iso

from .backup import telling
from .common import Home, json_option, pass_home, progress, say_json
from .out_folders import whole_folder_or_nothing

if TYPE_CHECKING:
    from amends.record.backup import KeyFile, Manifest, Restored


@click.command("restore", short_help="The same installation again, in an empty home.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    "keys_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The .keys file; found by itself where it lies beside FILE.",
)
@click.option("--although-broken", is_flag=True, help="Although its record does not verify: as it is, to look into it.")
@json_option
@click.pass_context
@pass_home
def command(
    home: Home, ctx: click.Context, file: Path, keys_file: Path | None, although_broken: bool, as_json: bool
) -> None:
    """Restore FILE into the home, which must be empty or not there yet, and verify the record that came back.

    Everything is checked before anything is written, and a record that does not verify leaves nothing. A backup from
    PostgreSQL needs an empty database, named with --database-url.
    """
    from amends.record.backup import check_keys, check_parts, hear_manifest

    target = home.path.absolute()
    _check_empty(target)
    manifest, signature = hear_manifest(file)
    _check_store(home, file, manifest)
    keys = _keys_for(file, keys_file, manifest)
    check_keys(file, manifest, signature, keys)
    with progress() as bar:
        check_parts(file, manifest, telling(bar))
        restored = _restore(home, target, file, manifest, keys, telling(bar), although_broken)
    if as_json:
        say_json(_told(restored, manifest, target))
    else:
        _say(restored, manifest, target)
    ctx.exit(0 if restored.found.ok else 1)


def _check_empty(target: Path) -> None:
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        step = "Name a folder that is not there yet with --home; what is in this one is kept"
        raise Refused(Problem(str(target), "is not empty", step))
    if not target.parent.is_dir():
        raise Refused(Problem(str(target.parent), "is no folder", "Make it first, or name another with --home"))


def _check_store(home: Home, file: Path, manifest: "Manifest") -> None:
    if manifest.store == "sqlite" and home.database_url:
        step = "Leave out --database-url (and AMENDS_DATABASE_URL): it comes back as it was"
        raise Refused(Problem(str(file), "was taken from SQLite", step))
    if manifest.store == "postgres" and not home.database_url:
        raise Refused(Problem(str(file), "was taken from PostgreSQL", "Name an empty database with --database-url"))


def _keys_for(file: Path, keys_file: Path | None, manifest: "Manifest") -> "KeyFile":
    """Those that are named; else those beside FILE that belong to this record, the newest first."""
    from amends.record.backup import hear_keys

    if keys_file is not None:
        return hear_keys(keys_file)
    beside = file.with_name(file.name + ".keys")
    if beside.exists():
        return hear_keys(beside)
    found = []
    for other in sorted(file.absolute().parent.glob("*.keys")):
        try:
            found.append(hear_keys(other))
        except Refused:
            continue
    own = [keys for keys in found if keys.origin == manifest.origin]
    if not own:
        what = "needs the keys of its record, which are in no backup"
        raise Refused(Problem(str(file), what, "Name the .keys file with --keys; `amends backup` wrote it"))
    return max(own, key=lambda keys: keys.made)


def _restore(
    home: Home, target: Path, file: Path, manifest: "Manifest", keys: "KeyFile", told: object, although_broken: bool
) -> "Restored":
    from amends.record.backup import restore_into
    from amends.record.home import sync_folder

    with whole_folder_or_nothing(target) as part:
        part.chmod(0o700)

        def make_desk(applied: Sequence[tuple[str, str]]) -> None:
            _make_desk(part, home.database_url, applied)

        restored = restore_into(
            file,
            manifest,
            keys,
            part,
            told,  # type: ignore[arg-type]
            database_url=home.database_url,
            make_desk=make_desk,
            although_broken=although_broken,
        )
    sync_folder(target.parent)
    return restored


def _make_desk(folder: Path, database_url: str | None, applied: Sequence[tuple[str, str]]) -> None:
    """The desk's tables as they were when the backup was taken; whoever opens the desk brings them up to date."""
    from amends.console import serve

    serve(folder, database_url)
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        graph, wanted = executor.loader.graph, set(applied)
        if unknown := wanted - graph.nodes.keys():
            what = f"knows a step of the desk that this version does not: {'.'.join(min(unknown))}"
            raise Refused(Problem("the backup", what, "Restore it with the version of amends that took it, or a later"))
        followed = {(parent.key) for key in wanted for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
        executor.migrate(sorted(wanted - followed))
    finally:
        connection.close()


def _told(restored: "Restored", manifest: "Manifest", target: Path) -> dict[str, object]:
    found = restored.found
    return {
        "home": str(target),
        "made": iso(manifest.made),
        "origin": manifest.origin,
        "store": manifest.store,
        "entries": restored.entries,
        "chain": restored.chain,
        "ok": found.ok,
        "reason": found.reason,
        "checkpoints": found.checkpoints,
        "erased": found.erased,
        "deep": restored.is_deep,
        "notes": list(found.notes),
    }


def _say(restored: "Restored", manifest: "Manifest", target: Path) -> None:
    found = restored.found
    click.echo(f"{'●' if found.ok else '▲'} Restored into {target}, as of {iso(manifest.made)}.")
    if found.ok:
        agree = "1 checkpoint agrees" if found.checkpoints == 1 else f"{found.checkpoints:,} checkpoints agree"
        click.echo(f"  {restored.entries:,} entries, all as they were written. {agree}.")
    else:
        click.echo(f"  The record does not verify: {found.reason}.")
    click.echo("  Whoever was erased since this backup has to be erased again, and closed logins closed again.")
    click.echo("  Everybody logs in anew.")
    for note in found.notes:
        click.echo(f"  Note: {note}.")
