"""The samples run in the runner; its test engine is shared with the runner's own tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "worker-service" / "runner" / "tests"))
