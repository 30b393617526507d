"""An app that tries the doors of the machine it runs on: they are in its reach, and locked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from harness import COMPLETED, FAILED, Api, Stack

APP = '''
import socket
import struct

import grpc
import pg8000.dbapi
from inferencesh import BaseApp
from pydantic import BaseModel


class GrpcInput(BaseModel):
    port: int
    method: str
    credential: str = ""


class PostgresInput(BaseModel):
    port: int
    user: str
    password: str


class PortInput(BaseModel):
    port: int


class Answer(BaseModel):
    code: str
    text: str


class App(BaseApp):
    def grpc(self, input_data: GrpcInput) -> Answer:
        metadata = [("authorization", input_data.credential)] if input_data.credential else []
        with grpc.insecure_channel(f"127.0.0.1:{input_data.port}") as channel:
            call = channel.unary_unary(input_data.method)
            try:
                return Answer(code="OK", text=call(b"", metadata=metadata, timeout=20).hex())
            except grpc.RpcError as error:
                return Answer(code=error.code().name, text=error.details())

    def postgres(self, input_data: PostgresInput) -> Answer:
        try:
            pg8000.dbapi.connect(
                input_data.user, "127.0.0.1", "hearth", input_data.port, input_data.password, timeout=20
            ).close()
        except pg8000.dbapi.DatabaseError as error:
            return Answer(code=error.args[0]["C"], text=error.args[0]["M"])
        return Answer(code="OK", text="")

    def kafka(self, input_data: PortInput) -> Answer:
        """Asks for the list of topics without having said who asks."""
        request = struct.pack(">hhih i", 3, 1, 1, -1, -1)
        with socket.create_connection(("127.0.0.1", input_data.port), timeout=20) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            answer = connection.recv(4096)
        return Answer(code="OK" if answer else "closed", text=answer.hex())
'''

METHODS = [
    ("scheduler", "/hearth.v1.Tasks/ListTasks"),
    ("scheduler", "/hearth.v1.Tasks/CancelTask"),
    ("scheduler", "/hearth.v1.EngineControl/ReportResult"),
    ("gateway-grpc", "/hearth.v1.Catalog/GetVersion"),
    ("files-grpc", "/hearth.v1.Files/ListFiles"),
    ("files-grpc", "/hearth.v1.Files/ReadFile"),
]


@pytest.fixture(scope="module")
def app(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("doors")
    (folder / "inf.yml").write_text("name: doors\nkernel: python-3.11\n")
    (folder / "requirements.txt").write_text("grpcio\npg8000\n")
    (folder / "inference.py").write_text(APP)
    return json.loads(stack.hearth("app", "deploy", str(folder), "--json", timeout=300).stdout)["app"]


def ask(api: Api, app: str, function: str, **input: Any) -> Any:
    task = api.run(app, input, function=function)
    assert task["status"] == COMPLETED, task
    return task["output"]


@pytest.mark.parametrize("credential", ["", "guess", "gateway.guess", "engine/local.guess", "Bearer guess"])
@pytest.mark.parametrize(("port", "method"), METHODS)
def test_a_grpc_port_answers_nobody_without_a_credential(
    stack: Stack, api: Api, app: str, port: str, method: str, credential: str
) -> None:
    answer = ask(api, app, "grpc", port=stack.port(port), method=method, credential=credential)

    assert answer["code"] == "UNAUTHENTICATED", answer


@pytest.mark.parametrize("user", ["postgres", "hearth_gateway", "hearth_scheduler", "hearth_files"])
def test_postgres_asks_for_a_password(stack: Stack, api: Api, app: str, user: str) -> None:
    for password in (user, "postgres", "hearth"):
        answer = ask(api, app, "postgres", port=stack.port("postgres"), user=user, password=password)

        assert answer["code"] == "28P01", answer  # invalid password


def test_kafka_closes_the_connection_of_who_does_not_say_who_it_is(stack: Stack, api: Api, app: str) -> None:
    assert ask(api, app, "kafka", port=stack.port("kafka"))["code"] == "closed"


def test_the_public_doors_ask_for_a_key(stack: Stack) -> None:
    anonymous = stack.api("no-key")

    with pytest.raises(AssertionError, match="401"):
        anonymous.call("GET", "/me")


HOSTILE = Path(__file__).resolve().parent.parent / "worker-service/src/test/resources/hostile"


@pytest.fixture(scope="module")
def hostile(stack: Stack) -> str:
    if "local only" in stack.hearth("doctor", check=False).stdout:
        pytest.skip("without bubblewrap apps see the host's files")
    return json.loads(stack.hearth("app", "deploy", str(HOSTILE), "--json", timeout=300).stdout)["app"]


def test_the_stacks_own_files_are_out_of_sight(stack: Stack, api: Api, hostile: str) -> None:
    for path in (stack.home, stack.home / "secrets", stack.root, "/etc/shadow", "/proc/1/root/etc/shadow"):
        task = api.run(hostile, {"path": str(path)}, function="read")

        assert task["status"] == FAILED and task["error_code"] == "APP_ERROR", task
        assert "No such file" in task["error"] or "Permission denied" in task["error"], task


def test_no_variable_of_the_engine_is_in_sight(stack: Stack, api: Api, hostile: str) -> None:
    task = api.run(hostile, {}, function="environments")

    seen = "\n".join(task["output"]["names"])
    assert "HEARTH_ENGINE_CREDENTIAL" not in seen and "java" not in seen, seen
    assert stack.key not in seen


def test_a_fork_bomb_ends_as_its_own_failure(stack: Stack, api: Api, hostile: str) -> None:
    before = stack.pids()

    task = api.run(hostile, {}, function="fork_bomb", wait=False)
    beside = api.run("local/noop", {})

    assert api.wait_final(task["id"], 120)["error_code"] == "TOO_MANY_PROCESSES"
    assert beside["status"] == COMPLETED
    assert api.run(hostile, {})["output"] == {"text": "harmless", "output_meta": None}
    assert stack.pids() == before
