"""The tests take the package from its source, wherever pytest was started."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).parent))

from scripted import Server


@pytest.fixture
def server() -> Iterator[Server]:
    scripted = Server()
    yield scripted
    scripted.close()


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest, server: Server) -> Iterator[Callable[..., Any]]:
    """Makes clients of the scripted server; every test that takes it runs with both kinds."""
    from anyio.from_thread import start_blocking_portal
    from blocking import Blocking

    from inferencesh import AsyncInference, Inference

    opened: list[Any] = []
    with start_blocking_portal() as portal:

        def made(**options: Any) -> Any:
            given = {"api_key": "k", "base_url": server.url, **options}
            if request.param == "sync":
                client: Any = Inference(**given)
            else:
                client = Blocking(portal.call(lambda: AsyncInference(**given)), portal)
            opened.append(client)
            return client

        yield made
        for client in opened:
            client.close()


@pytest.fixture
def client(connect: Callable[..., Any]) -> Any:
    return connect()
