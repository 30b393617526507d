import os
import subprocess
import time
from enum import Enum

from pydantic import Field

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, BaseAppSetup, File


class Kind(str, Enum):
    NONE = "none"
    RAISE = "raise"
    NAN = "nan"
    WRONG_OUTPUT = "wrong_output"
    MISSING_FILE = "missing_file"
    EXIT = "exit"
    CRASH = "crash"
    MEMORY = "memory"
    HANG = "hang"
    CHILD = "child"


class AppSetup(BaseAppSetup):
    fail: bool = Field(default=False, description="Fail at setup already")


class AppInput(BaseAppInput):
    kind: Kind = Field(
        default=Kind.RAISE,
        description="raise: an exception · nan: a number that JSON lacks · wrong_output: no model comes back · "
        "missing_file: an output file that is not there · exit: sys.exit · crash: the process ends at once · "
        "memory: takes memory until stopped · hang: blocks, deaf to a cancel · child: waits for a child process",
    )
    message: str = Field(default="this app fails on purpose", description="Text of the exception")
    seconds: float = Field(default=60, ge=0, le=3600, description="How long to hang")


class AppOutput(BaseAppOutput):
    number: float = 0
    file: File | None = None


class App(BaseApp):
    async def setup(self, config: AppSetup) -> None:
        if config.fail:
            raise RuntimeError("this app was asked to fail at setup")

    async def run(self, input_data: AppInput) -> AppOutput:
        """Fails in the way that was asked for."""
        print(f"about to fail: {input_data.kind.value}")
        match input_data.kind:
            case Kind.RAISE:
                raise ValueError(input_data.message)
            case Kind.NAN:
                return AppOutput(number=float("nan"))
            case Kind.WRONG_OUTPUT:
                return {"number": "many"}  # type: ignore[return-value]
            case Kind.MISSING_FILE:
                return AppOutput(file=File(path="/tmp/never-written.txt"))
            case Kind.EXIT:
                raise SystemExit(3)
            case Kind.CRASH:
                os._exit(42)
            case Kind.MEMORY:
                held = []
                while True:
                    held.append(bytearray(os.urandom(1 << 20)) * 16)
            case Kind.HANG:
                time.sleep(input_data.seconds)
            case Kind.CHILD:
                subprocess.run(["sleep", str(input_data.seconds)], check=False)
            case Kind.NONE:
                pass
        return AppOutput(number=1)
