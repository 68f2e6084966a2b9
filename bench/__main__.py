"""bin/bench: runs the benches one after the other, each in a process of its own, and says what it cost.

Every module in this folder with a `main(argv)` is one. `--quick` is passed on: smaller sizes, for a first impression.
"""

import argparse
import os
import platform
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
LINUX_RSS_UNIT_BYTES = 1024  # getrusage tells kilobytes on Linux and bytes on macOS


@dataclass(frozen=True)
class Cost:
    """What one bench took: the exit code, seconds by the clock, CPU seconds, and the largest memory of one process."""

    exit_code: int
    wall_seconds: float
    cpu_seconds: float
    memory_bytes: int


def main(arguments: list[str]) -> int:
    """Run the named benches, or all. Exit 1 when one of them failed."""
    known = names()
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure, here and now.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(known) or 'none yet'}")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, for a first impression")
    parser.add_argument("--list", action="store_true", help="name the benches")
    told = parser.parse_args(arguments)
    if told.list:
        print(*known, sep="\n")
        return 0
    if unknown := sorted(set(told.names) - set(known)):
        parser.error(f"no bench is called {', '.join(unknown)}; there are {', '.join(known)}")
    print(machine(), flush=True)
    costs = {name: run(name, ["--quick"] if told.quick else []) for name in told.names or known}
    print(summary(costs))
    return 1 if any(cost.exit_code for cost in costs.values()) else 0


def names() -> list[str]:
    """The benches there are, by name: modules with a `main`."""
    files = (file for file in sorted(FOLDER.glob("*.py")) if not file.stem.startswith("_"))
    return [file.stem for file in files if "\ndef main(" in file.read_text("utf-8")]


def run(name: str, arguments: list[str]) -> Cost:
    """One bench in a process of its own; its words go straight to the terminal."""
    print(f"\n== {name}", flush=True)
    code = f"import sys; from bench.{name} import main; sys.exit(main(sys.argv[1:]))"
    began = time.monotonic()
    child = os.posix_spawn(sys.executable, [sys.executable, "-c", code, *arguments], os.environ)
    _, status, used = os.wait4(child, 0)
    unit = 1 if sys.platform == "darwin" else LINUX_RSS_UNIT_BYTES
    return Cost(
        os.waitstatus_to_exitcode(status),
        time.monotonic() - began,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss * unit,
    )


def machine() -> str:
    """What it was measured on: without this a figure says nothing."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"Machine: {cpu()}, {cores} cores, {memory:.1f} GiB memory, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load before: {load}"
    )


def cpu() -> str:
    """The name of the processor, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def summary(costs: dict[str, Cost]) -> str:
    """One line for each bench. CPU far under the clock means that it waited for the disk or for the machine."""
    width = min(shutil.get_terminal_size().columns, 78)
    lines = ["", "=" * width, f"{'bench':16}{'clock s':>10}{'CPU s':>10}{'CPU/clock':>11}{'memory MiB':>12}"]
    for name, cost in costs.items():
        ratio = cost.cpu_seconds / cost.wall_seconds
        end = "" if cost.exit_code == 0 else f"   FAILED ({cost.exit_code})"
        memory = cost.memory_bytes / 2**20
        lines.append(f"{name:16}{cost.wall_seconds:10.1f}{cost.cpu_seconds:10.1f}{ratio:11.2f}{memory:12.0f}{end}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
