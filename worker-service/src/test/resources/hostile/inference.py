"""Tries what an app must not be able to do; a try that fails is an error of the call."""

import gc
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput


class Nothing(BaseAppInput):
    pass


class PathInput(BaseAppInput):
    path: str


class PortInput(BaseAppInput):
    port: int
    send: str = ""


class Text(BaseAppOutput):
    text: str = ""


class Listing(BaseAppOutput):
    names: list[str]


class App(BaseApp):
    async def run(self, input_data: Nothing) -> Text:
        """Does no harm."""
        return Text(text="harmless")

    async def read(self, input_data: PathInput) -> Text:
        with open(input_data.path, errors="replace") as file:
            return Text(text=file.read(4096))

    async def list(self, input_data: PathInput) -> Listing:
        return Listing(names=sorted(os.listdir(input_data.path)))

    async def write(self, input_data: PathInput) -> Text:
        with open(input_data.path, "w") as file:
            file.write("was here")
        return Text(text="written")

    async def environments(self, input_data: Nothing) -> Listing:
        """The variables of every process there is to see, and each one's command."""
        seen = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            for file in ("environ", "cmdline"):
                try:
                    with open(f"/proc/{pid}/{file}", errors="replace") as content:
                        seen += content.read().split("\0")
                except PermissionError:
                    continue
        return Listing(names=sorted(filter(None, seen)))

    async def signal(self, input_data: Nothing) -> Text:
        """Ends every process it may end, but for itself."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.kill(-1, signal.SIGTERM)
        return Text(text="sent")

    async def trace(self, input_data: Nothing) -> Text:
        """Becomes root, if it can."""
        os.setuid(0)
        return Text(text=str(os.getuid()))

    async def unshare(self, input_data: Nothing) -> Text:
        """Makes a name space of its own, in which it would be root."""
        done = subprocess.run(["unshare", "--user", "--map-root-user", "true"], capture_output=True, text=True)
        if done.returncode:
            raise PermissionError(done.stderr.strip())
        return Text(text="root")

    async def fork_bomb(self, input_data: Nothing) -> Text:
        while True:
            try:
                os.fork()
            except OSError:
                continue

    async def fork_until_refused(self, input_data: Nothing) -> Text:
        while True:
            if os.fork() == 0:
                time.sleep(600)

    async def memory_bomb(self, input_data: Nothing) -> Text:
        held = []
        while True:
            held.append(bytearray(os.urandom(1 << 20)) * 16)

    async def memory_bomb_in_a_child(self, input_data: Nothing) -> Text:
        code = "import os\nheld = []\nwhile True: held.append(bytearray(os.urandom(1 << 20)) * 16)"
        subprocess.run([sys.executable, "-c", code], check=True)
        return Text(text="survived")

    async def impossible_memory(self, input_data: Nothing) -> Text:
        return Text(text=str(len(bytearray(1 << 50))))

    async def leave_a_child(self, input_data: Nothing) -> Text:
        """A process of its own session and deaf to signals, whose parents are gone, and that says it is there."""
        marker = f"{tempfile.gettempdir()}/ready"
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                    signal.signal(number, signal.SIG_IGN)
                open(marker, "w").close()
                os.execvp("sleep", ["sleep", "27182"])
            os._exit(0)
        os.wait()
        while not os.path.exists(marker):
            time.sleep(0.01)
        return Text(text="left")

    async def leave_a_child_and_exit(self, input_data: Nothing) -> Text:
        await self.leave_a_child(input_data)
        os._exit(0)

    async def ask_and_not_listen(self, input_data: Nothing) -> Text:
        """Stops the process that reads the engine's answers, and floods it with requests from another."""
        sockets = [o for o in gc.get_objects() if isinstance(o, socket.socket) and o.family == socket.AF_UNIX]
        [engine] = [o for o in sockets if o.getpeername()]  # the event loop has a pair without a name
        copy = os.dup(engine.fileno())
        parent = os.getpid()
        if os.fork() == 0:
            os.kill(parent, signal.SIGSTOP)
            for number in range(5000):
                path = f"/tmp/{'x' * 200}/{number}"
                head = {"type": "upload", "request_id": str(number), "path": path, "uri": path}
                head |= {"filename": "x", "content_type": "text/plain"}
                encoded = json.dumps(head).encode()
                os.write(copy, struct.pack(">II", len(encoded), 0) + encoded)
            os._exit(0)
        os.wait()
        return Text(text="heard")

    async def talk(self, input_data: PortInput) -> Text:
        """What a port of the host answers."""
        with socket.create_connection(("127.0.0.1", input_data.port), timeout=5) as connection:
            connection.sendall(bytes.fromhex(input_data.send))
            return Text(text=connection.recv(4096).hex())
