"""The stories' builders are shared by the tests of opinion and of recovery."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
