"""The hand-made world of one customer who talks with us lives beside the tests of the whole."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "whole"))
