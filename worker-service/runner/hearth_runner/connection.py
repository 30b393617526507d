"""Frames over the engine's socket: two lengths, a header of JSON, a raw payload."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
from typing import Any, NamedTuple

_LENGTHS = struct.Struct(">II")
_MAX_HEADER_BYTES = 1 << 20
MAX_PAYLOAD_BYTES = 64 << 20
_READ_BUFFER_BYTES = 1 << 16
# Up to here one copy is cheaper than a second system call.
_JOINED_BYTES = 1 << 16


class Frame(NamedTuple):
    type: str
    header: dict[str, Any]
    payload: bytes


class ProtocolError(Exception):
    """What came over the socket is not a frame."""


class Connection:
    """The socket to the engine. One thread reads; any thread may send."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._reader = sock.makefile("rb", buffering=_READ_BUFFER_BYTES)
        self._sending = threading.Lock()
        # A forked child of the app must neither disturb the conversation nor keep it open.
        os.register_at_fork(after_in_child=self._close_in_child)

    @classmethod
    def open(cls, address: str) -> Connection:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.connect(address)
        return cls(sock)

    def receive(self) -> Frame | None:
        """The next frame, or ``None`` once the engine has closed the socket."""
        lengths = self._reader.read(_LENGTHS.size)
        if len(lengths) < _LENGTHS.size:
            return None
        header_length, payload_length = _LENGTHS.unpack(lengths)
        if header_length > _MAX_HEADER_BYTES or payload_length > MAX_PAYLOAD_BYTES:
            raise ProtocolError(f"frame of {header_length} + {payload_length} bytes is too large")
        header_bytes = self._reader.read(header_length)
        payload = self._reader.read(payload_length) if payload_length else b""
        if len(header_bytes) < header_length or len(payload) < payload_length:
            return None
        header = json.loads(header_bytes)
        return Frame(header["type"], header, payload)

    def send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        encoded = json.dumps(header, separators=(",", ":")).encode()
        head = _LENGTHS.pack(len(encoded), len(payload)) + encoded
        with self._sending:
            if len(payload) <= _JOINED_BYTES:
                self._socket.sendall(head + payload)
            else:
                self._socket.sendall(head)
                self._socket.sendall(payload)

    def _close_in_child(self) -> None:
        os.close(self._socket.detach())
