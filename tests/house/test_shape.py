"""The shape of the source: short files, short functions, and words for whoever reads them next."""

import ast
import re
import statistics
from pathlib import Path

from machine import REPOSITORY
from reading import FUNCTION_LINES_MAX, LINES_MAX, definitions, files_of_the_project, own_code

# Written apart, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|Not" + r"Implemented(Error)?)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(home|Users|root|work|mnt|opt)/[\w.-]+")


def shown(file: Path) -> str:
    return str(file.relative_to(REPOSITORY))


def test_no_file_is_longer_than_one_reads_at_a_sitting() -> None:
    long = {
        shown(f): n for f in files_of_the_project(".py", ".sh") if (n := len(f.read_text().splitlines())) > LINES_MAX
    }
    assert not long, f"split these by ability: {long}"


def test_most_files_of_the_product_are_short() -> None:
    lengths = [len(file.read_text().splitlines()) for file in own_code()]
    assert statistics.median(lengths) < 120


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{found.where} {found.name}: {found.lines} lines"
        for file in files_of_the_project(".py")
        for found in definitions(file.read_text(), shown(file))
        if found.lines > FUNCTION_LINES_MAX
    ]
    assert not long, "\n".join(long)


def test_every_module_says_what_it_is() -> None:
    silent = [shown(f) for f in own_code() if f.read_text().strip() and not ast.get_docstring(ast.parse(f.read_text()))]
    assert not silent, f"no docstring: {silent}"


def test_everything_public_says_what_it_is_for() -> None:
    silent = [
        f"{found.where} {found.name}"
        for file in own_code()
        if "migrations" not in file.parts
        for found in definitions(file.read_text(), shown(file))
        if found.public and not found.documented and found.name.rpartition(".")[2] != "Meta"
    ]
    assert not silent, "no docstring:\n" + "\n".join(silent)


def test_nothing_is_left_unfinished() -> None:
    left = found_in_lines(UNFINISHED)
    assert not left, "\n".join(left)


def test_no_path_of_one_machine_stands_in_the_repository() -> None:
    left = found_in_lines(MACHINE_PATH)
    assert not left, "\n".join(left)


def found_in_lines(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{shown(file)}:{number}: {line.strip()[:100]}"
        for file in files_of_the_project()
        if file.suffix not in {".png", ".parquet", ".woff2"} and "vendor" not in file.parts
        for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_rules_above_would_notice() -> None:
    """The broken twins: each rule finds what it is there to find."""
    long_function = "def public():\n" + "    x = 1\n" * 71
    inner = "class Open:\n    '''Said.'''\n    def silent(self): ...\n    def _private(self): ...\n"
    assert [found.lines for found in definitions(long_function, "x.py")] == [72]
    silent = [found.name for found in definitions(inner, "x.py") if found.public and not found.documented]
    assert silent == ["Open.silent"]
    assert UNFINISHED.search("# TO" + "DO: later")
    assert UNFINISHED.search("raise Not" + "ImplementedError")
    assert MACHINE_PATH.search("open('/" + "home/ruth/mail')")
    assert not MACHINE_PATH.search("https://example.org/home/page")


def test_test_files_have_names_of_their_own() -> None:
    """pytest imports them all from one path: of two with one name the second would be the first again."""
    names = [file.name for file in files_of_the_project(".py") if "tests" in file.parts and file.name != "conftest.py"]
    assert sorted(names) == sorted(set(names))


def test_every_test_asserts_something() -> None:
    idle = [
        f"{shown(file)}: {name}"
        for file in files_of_the_project(".py")
        if file.name.startswith("test_")
        for name in idle_tests(file.read_text())
    ]
    assert not idle, "no assertion:\n" + "\n".join(idle)


def idle_tests(source: str) -> list[str]:
    """The tests that neither assert, nor expect an error, nor call a helper beside them that does."""
    functions = {node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    proving = {name for name, function in functions.items() if asserts(function, set())}
    while more := {name for name, function in functions.items() if asserts(function, proving)} - proving:
        proving |= more
    return [name for name in functions if name.startswith("test_") and name not in proving]


def asserts(function: ast.FunctionDef, proving: set[str]) -> bool:
    """Whether it asserts, expects an error, or calls something named for checking or known to do so."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in proving | {"raises", "fail", "run_state_machine_as_test"} or name.startswith(
                ("assert_", "check_", "expect")
            ):
                return True
    return False


def test_a_test_that_proves_nothing_would_be_noticed() -> None:
    helper = "def holds():\n    assert 1\n\ndef deep():\n    holds()\n\n"
    assert idle_tests(helper + "def test_a():\n    deep()\n\ndef test_b():\n    print(1)\n") == ["test_b"]
