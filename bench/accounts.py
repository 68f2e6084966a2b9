"""Whole accounts: roll-up, hazard and priority, each beside its peers. One file for each part.

Seeds are fixed. Every aim stands beside its figure, and is reached or missed.
"""

import argparse
import importlib
from importlib.util import find_spec
from typing import Final

PARTS: Final = {
    "roll-up": "bench._accounts_roll_up",
    "hazard": "bench._accounts_hazard",
    "priority": "bench._accounts_priority",
    "pages": "bench._accounts_pages",
}


def main(argv: list[str]) -> int:
    """Print the figures. A missed aim is said, and bends nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, for a first impression")
    parser.add_argument("--only", choices=[name for name in PARTS if find_spec(PARTS[name])], help="one part alone")
    told = parser.parse_args(argv)
    for name, module in PARTS.items():
        if told.only in (None, name) and find_spec(module):
            print(f"-- {name}", flush=True)
            getattr(importlib.import_module(module), name.replace("-", "_"))(told.quick)
    return 0
