"""Where log records and tracebacks of the app go: fd 2, which the engine reads line by line."""

import importlib
import logging
import sys
import traceback
from pathlib import Path

_NOT_THE_AUTHORS = (str(Path(__file__).parent), str(Path(importlib.__file__).parent), "<frozen importlib")

# They log whole URLs at INFO, which may hold keys.
_TALKATIVE = ("httpx", "httpcore", "urllib3")


def prepare_logs() -> None:
    """Opens the root logger at INFO. An app's ``basicConfig`` then changes nothing, so the level must be right here."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def print_traceback(error: BaseException) -> None:
    """Writes a traceback that begins in the author's code, not in the runner."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None and _is_own(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace)
    sys.stderr.flush()


def _is_own(filename: str) -> bool:
    return filename.startswith(_NOT_THE_AUTHORS)
