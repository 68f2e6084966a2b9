"""Reference page of the command line, from the commands themselves."""

import click
from word_pages import NOTE, paragraph, table

from amends.cli import amends

WIDTH = 100


def commands() -> str:
    """One heading for each command, with its arguments and options."""
    parts = [f"{NOTE}# Commands\n", *_page("amends", amends, None)]
    return "\n".join(parts)


def all_commands() -> list[str]:
    """`amends`, `amends intake`, `amends intake mail`, ..."""
    return [name for name, _, _ in _walk("amends", amends, None)]


def _walk(
    name: str, command: click.Command, parent: click.Context | None
) -> list[tuple[str, click.Command, click.Context]]:
    # A width of its own: the page must not depend on the terminal of whoever writes it.
    context = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent, terminal_width=WIDTH)
    found = [(name, command, context)]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            below = command.get_command(context, child)
            assert below is not None, f"{name} {child} has no command"
            found += _walk(f"{name} {child}", below, context)
    return found


def _page(name: str, command: click.Command, parent: click.Context | None) -> list[str]:
    parts = []
    for called, found, context in _walk(name, command, parent):
        parts.append(f"## {called}\n\n{paragraph(found.help)}\n")
        parts.append(f"```\n{found.get_usage(context).removeprefix('Usage: ')}\n```\n")
        if rows := [_option(option, context) for option in found.params if isinstance(option, click.Option)]:
            parts.append(table(("Option", "Meaning"), rows))
    return parts


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    record = option.get_help_record(context)
    names, words = record if record else (", ".join(option.opts), option.help or "")
    return f"`{cell(names)}`", cell(" ".join(words.split())).replace("<", "&lt;")


def cell(text: str) -> str:
    """Text in a cell of a table, where a bar would begin the next one."""
    return text.replace("|", "\\|")
