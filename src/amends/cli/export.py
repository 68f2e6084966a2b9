"""amends export: everything that is held on a person, as JSON and as a page to read and print."""

from pathlib import Path

import click
import orjson

from amends.facts import Problem

from .common import Home, counted, json_option, now, pass_home, say_json

JSON_NAME, PAGE_NAME = "person.json", "person.html"


@click.command("export", short_help="Write down everything that is held on a person.")
@click.argument("customer")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder; its owner alone reads it.")
@json_option
@pass_home
def command(home: Home, customer: str, out: Path, as_json: bool) -> None:
    """Write all that is held on CUSTOMER into a new folder: a customer number, an address, a phone, an order, or a
    handle key such as email:m@example.org.
    """
    from amends.record.asked import NobodyKnown
    from amends.record.exporting import export_of
    from amends.record.forgetting import marks_of
    from amends.record.gather import understand_now
    from amends.record.holding import holding_of
    from amends.record.home import record_private_file

    from .check import keys_of
    from .export_page import export_html
    from .out_folders import check_free, whole_folder_or_nothing

    check_free(out)
    moment, policy = now(), home.policy()
    with home.record() as record:
        held = holding_of(record, keys_of(customer), policy)
        if held is None:
            raise NobodyKnown(Problem("the record", "nobody is known by that", "Check the spelling", value=customer))
        file = understand_now(record, held.identity.id, now=moment, policy=policy)
        told = export_of(held, file, record.named_in_quarantine(marks_of(held)), moment)
    with whole_folder_or_nothing(out) as folder:
        folder.chmod(0o700)
        record_private_file(folder / JSON_NAME, orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
        record_private_file(folder / PAGE_NAME, export_html(told).encode())
    if as_json:
        files = [str(out / name) for name in (JSON_NAME, PAGE_NAME)]
        say_json({"files": files, "entries": len(told["entries"]), "left_out": told["left_out"]})
    else:
        click.echo(f"{counted(len(told['entries']), 'thing')} that we were told: {out / PAGE_NAME}, {out / JSON_NAME}")
