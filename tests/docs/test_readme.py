"""What people read first is true: the commands exist, the links lead somewhere, and no figure is without its bench."""

import re
import shlex
from pathlib import Path

import click
import pytest

from machine import REPOSITORY

PAGES = [REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
GUIDES = sorted((REPOSITORY / "docs").glob("*.md"))
MADE_LATER = {"docs/images/case.png"}  # a picture of the case page: tools cannot draw it without a browser


def commands_in(page: Path) -> list[str]:
    """Every line in a block of code that calls something in bin/, continued lines joined."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text("utf-8"), flags=re.M | re.S)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line.startswith("bin/")]


ALL_COMMANDS = [
    pytest.param(line, id=f"{page.name}: {line[:40]}") for page in PAGES + GUIDES for line in commands_in(page)
]


def test_the_readme_shows_commands() -> None:
    assert {line.split()[0] for line in commands_in(REPOSITORY / "README.md")} >= {"bin/demo", "bin/test", "bin/amends"}


@pytest.mark.parametrize("line", ALL_COMMANDS)
def test_a_command_that_is_shown_exists_with_these_options(line: str) -> None:
    words = shlex.split(line, comments=True)
    assert (REPOSITORY / words[0]).is_file()
    if words[0] in ("bin/amends", "bin/demo"):
        check_options(["demo", *words[1:]] if words[0] == "bin/demo" else words[1:])


def check_options(words: list[str]) -> None:
    """Follow the words down to a command and let click parse the rest, without running it."""
    from amends.cli import amends

    command: click.Command = amends
    context = click.Context(command, info_name="amends")
    while isinstance(command, click.Group):
        rest = [*words]
        parser = command.make_parser(context)
        _, rest, _ = parser.parse_args(rest)
        below = command.get_command(context, rest[0])
        assert below is not None, f"there is no command {rest[0]}"
        command, words = below, rest[1:]
        context = click.Context(command, info_name=rest[0], parent=context)
    command.make_parser(context).parse_args([*words])


def test_an_option_that_does_not_exist_would_be_noticed() -> None:
    with pytest.raises(click.NoSuchOption):
        check_options(["--home", "x", "check", "--refnud", "R-2291"])


@pytest.mark.parametrize("page", PAGES + GUIDES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert set(lost) <= MADE_LATER


def test_every_script_in_bin_is_told_to_contributors() -> None:
    told = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    inner = {"environment", "packages"}  # called by the others
    assert not [
        file.name
        for file in (REPOSITORY / "bin").iterdir()
        if f"bin/{file.name}" not in told and file.name not in inner
    ]
