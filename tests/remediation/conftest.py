"""The stories' builders live beside the tests of opinion."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "opinion"))
