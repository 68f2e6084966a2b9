"""amends remediation export: the whole file of a programme, for whoever audits it. Whole, or nothing."""

import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import click

from ..common import Home, counted, hear_as_of, json_option, pass_home, progress, say_json
from ..out_files import whole_or_nothing
from ..out_folders import check_free, whole_folder_or_nothing
from .letters import own_template
from .placed import hear_programme, placed

_FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # of the format; the same file has the same bytes


@click.command("export", short_help="The whole file of a programme, for an audit.")
@click.argument("name")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FOLDER|FILE.zip")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment.")
@json_option
@pass_home
def command(home: Home, name: str, out: Path, as_of: str | None, as_json: bool) -> None:
    """Everything that has to be kept about NAME: who was in it and why, how each amount was computed, who asked,
    approved and told, each payment and the witnesses that saw it arrive. JSON lines, CSV, and a manifest with the
    SHA-256 of each. It holds names. An existing file is never replaced.
    """
    from amends.record.programmes import programmes_told
    from amends.remediation.letter_template import DEFAULT
    from amends.remediation.whole_file import Person, whole_file

    check_free(out)
    at = hear_as_of(as_of)
    own = own_template(home)
    with home.record() as record, progress() as bar:
        programme = hear_programme(record, name)
        people = [Person(one.standing, one.file) for one in placed(record, name, home.policy(), at, bar)]
        told = programmes_told(record)
    templates = (DEFAULT,) if own.version == DEFAULT.version else (DEFAULT, own)
    files = whole_file(programme, people, told, now=at, rules=version("amends"), templates=templates)
    write_files(files, out)
    if as_json:
        say_json({"programme": name, "people": len(people), "files": sorted(files), "out": str(out)})
    else:
        click.echo(f"{out}: {counted(len(files), 'file')} about {counted(len(people), 'refund')}. They hold names.")


def write_files(files: Mapping[str, bytes], out: Path) -> None:
    """As a folder, or as one archive where `out` ends in .zip: the same files have the same bytes."""
    if out.suffix.lower() == ".zip":
        with whole_or_nothing(out) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name, _FIRST_DATE), content, zipfile.ZIP_DEFLATED)
        return
    with whole_folder_or_nothing(out) as folder:
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
