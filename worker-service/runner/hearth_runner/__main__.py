"""``python -m hearth_runner``: connects to the engine's socket and serves it until it closes."""

import gc
import os
import sys


def main() -> None:
    # -m puts the working directory first on the path; nothing there is ours or the app's.
    if not getattr(sys.flags, "safe_path", False) and sys.path:
        del sys.path[0]
    address = os.environ.pop("HEARTH_SOCKET", "")
    if not address:
        sys.exit("HEARTH_SOCKET is not set: a runner is started by an engine")

    # Otherwise pydantic reads the metadata of every installed package to look for plugins, at each start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from hearth_runner.connection import Connection
    from hearth_runner.logs import prepare_logs
    from hearth_runner.runner import Runner

    prepare_logs()
    # Nothing of what was imported so far is ever garbage: collections need not look at it again.
    gc.freeze()
    Runner(Connection.open(address)).serve()


if __name__ == "__main__":
    main()
