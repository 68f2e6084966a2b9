"""Reading our own source for the house rules: what there is, and how long it is."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from machine import REPOSITORY

GENERATED = ("requirements.lock",)
LINES_MAX = 400
FUNCTION_LINES_MAX = 70


@dataclass(frozen=True)
class Definition:
    """A function or a class in a source file."""

    where: str
    name: str
    lines: int
    documented: bool
    public: bool


def files_of_the_project(*suffixes: str) -> list[Path]:
    """Every file that git has or would take, with one of these endings (all without)."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    files = [REPOSITORY / name for name in sorted(set(listed)) if name not in GENERATED]
    return [file for file in files if file.is_file() and (not suffixes or file.suffix in suffixes)]


def own_code() -> list[Path]:
    """The Python files of the product, not its tests."""
    return [file for file in files_of_the_project(".py") if file.is_relative_to(REPOSITORY / "src")]


def definitions(source: str, where: str) -> Iterator[Definition]:
    """All functions and classes in this source; what stands inside a function is not public."""
    yield from _below(ast.parse(source), where, "", public=True)


def _below(node: ast.AST, where: str, prefix: str, *, public: bool) -> Iterator[Definition]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            open_to_all = public and not child.name.startswith("_")
            length = (child.end_lineno or child.lineno) - child.lineno + 1
            shown = 0 if isinstance(child, ast.ClassDef) else length
            yield Definition(
                f"{where}:{child.lineno}", prefix + child.name, shown, bool(ast.get_docstring(child)), open_to_all
            )
            inside = open_to_all and isinstance(child, ast.ClassDef)
            yield from _below(child, where, f"{prefix}{child.name}.", public=inside)
        else:
            yield from _below(child, where, prefix, public=public)
