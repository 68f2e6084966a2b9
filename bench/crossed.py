"""Crossed logistic regression beside lme4, GPBoost and statsmodels: CPU seconds, memory, and whether they agree.

Each fit in a process of its own on one thread; bench/_crossed_peers.py says what is counted. A peer that is not
installed is left out, and said: `apt-get install r-cran-lme4`, `pip install 'amends[peers]'`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np

from bench._crossed_peers import LIMIT_S

TIMES_LME4, TIMES_GPBOOST = 30, 10
LARGE_CPU_S, LARGE_MIB = 15.0, 2_000 * 1e6 / 2**20
SMALL, MIDDLE, LARGE, TINY = (100_000, 1_000), (1_000_000, 5_000), (10_000_000, 10_000), (10_000, 200)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
NEEDS = {"GPBoost": "gpboost", "GPBoost, tight": "gpboost", "statsmodels": "statsmodels"}
Found = dict[str, Any]


def main(argv: list[str]) -> int:
    """Print the figures. A missed aim is said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundred thousand contacts only")
    parser.add_argument("--large", action="store_true", help="ten million contacts of ten thousand agents too")
    told = parser.parse_args(argv)
    peers = ["lme4", "GPBoost"] if told.quick else ["lme4", "GPBoost", "GPBoost, tight"]
    _beside(*SMALL, ["ours", "ours, joint", "ours, DuckDB", *peers], aims=True)
    _beside(*TINY, ["ours", "statsmodels"])
    if not told.quick:
        _beside(*MIDDLE, ["ours", "ours, joint", "GPBoost"])
    if told.large:
        ours = _beside(*LARGE, ["ours"])["ours"]
        _say(f"{ours['cpu_s']:.1f} CPU s", "<= 15", ours["cpu_s"] <= LARGE_CPU_S)
        _say(f"{ours['mib']:,.0f} MiB", "<= 2 GB", ours["mib"] <= LARGE_MIB)
    return 0


def _beside(rows: int, agents: int, names: list[str], *, aims: bool = False) -> dict[str, Found]:
    print(f"-- {rows:,} contacts x {agents:,} agents, 30 reasons, 20 products, 8 columns", flush=True)
    found: dict[str, Found] = {}
    for name in names:
        if lacking := _lacking(name):
            print(f"{name:14} is left out: {lacking}")
            continue
        fit = _fit(name, rows, agents)
        if fit is None:
            print(f"{name:14} no result within {LIMIT_S} s", flush=True)
            continue
        found[name] = fit
        print(_line(name, fit, found["ours, joint" if name == "lme4" else "ours"]), flush=True)
    for name, base, aim in (("lme4", "ours, joint", TIMES_LME4), ("GPBoost", "ours", TIMES_GPBOOST)):
        if name in found and base in found:
            times = found[name]["cpu_s"] / found[base]["cpu_s"]
            words = f"{name} takes {times:.0f} times as long as {base}"
            _say(words, f">= {aim}", times >= aim) if aims else print(words)
    return found


def _line(name: str, fit: Found, ours: Found) -> str:
    sigma = "/".join(f"{value:.4f}" for value in fit["sigma"])
    off = np.abs(np.array(fit["effects"]) - np.array(ours["effects"])).max() if fit is not ours else 0.0
    deviance = f", deviance {fit['deviance']:.4f}" if "deviance" in fit else ""
    passes = f", {fit['n']} passes" if "n" in fit else ""
    cost = f"{fit['cpu_s']:9.2f} CPU s {fit['mib']:7,.0f} MiB"
    return f"{name:14}{cost}; sigma {sigma}{deviance}{passes}; agents differ by at most {off:.1e}"


def _fit(name: str, rows: int, agents: int) -> Found | None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        command = [sys.executable, "-m", "bench._crossed_peers", name, str(rows), str(agents), str(out)]
        try:
            environment = os.environ | ONE_THREAD
            subprocess.run(command, env=environment, check=True, timeout=2 * LIMIT_S, stdout=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return None
        return dict(json.loads(out.read_text())) if out.exists() else None


def _lacking(name: str) -> str | None:
    if name == "lme4":
        return None if which("Rscript") else "apt-get install r-cran-lme4"
    return None if name not in NEEDS or find_spec(NEEDS[name]) else "pip install 'amends[peers]'"


def _say(words: str, aim: str, reached: bool) -> None:
    print(f"{words}; the aim, {aim}, is {'reached' if reached else 'missed'}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
