"""Requests to OpenAI that drip end with their connections, and none that comes to its end in time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from openai import OpenAI

from tasks.brief import Brief
from tasks.engines.cloud.connection_deadline import GRACE_SECONDS
from tasks.engines.cloud.openai.calls import make_client
from tasks.engines.cloud.openai.images import OpenAIPictureEngine
from tasks.engines.cloud.openai.models import model_notices
from tasks.engines.cloud.openai.scripts import OpenAIScriptEngine
from tasks.engines.pictures.cutter.process import Cutter
from tasks.engines.pictures.packshots import PackshotMaker
from tasks.engines.pictures.processes import PictureProcesses
from tasks.engines.protocols.watcher import Watcher
from tasks.errors import ProviderError
from tasks.media.photo import probe
from tests.fakes.behaviours import Behaviour
from tests.fakes.provider import FakeProvider
from tests.pictures import jpeg
from tests.processes import wait_until

PHOTO = jpeg(300, 200)


@pytest.fixture
def client(provider: FakeProvider) -> Iterator[OpenAI]:
    with closing(make_client("sk-test", provider.base_url, timeout_seconds=60, deadline_seconds=1)) as client:
        yield client


def picture(client: OpenAI) -> Any:
    with closing(PictureProcesses()) as pictures, closing(Cutter()) as cutter:
        engine = OpenAIPictureEngine(client, pictures, PackshotMaker(pictures, cutter), "gpt-image-2.6-flare", "low")
        return engine.enhance(probe(PHOTO), "a cup", "studio", Watcher())


def script(client: OpenAI) -> Any:
    with closing(PictureProcesses()) as pictures:
        return OpenAIScriptEngine(client, pictures, "gpt-6-luna").write(
            probe(PHOTO), Brief("a cup"), 4, "en", "studio", Watcher()
        )


def models(client: OpenAI) -> Any:
    return model_notices(client, ["gpt-6-luna"], date(2026, 11, 26))


@pytest.mark.parametrize("drip", ["drip", "drip_head"])
@pytest.mark.parametrize(("endpoint", "call"), [("images", picture), ("responses", script), ("models", models)])
def test_a_request_that_drips_ends_with_its_connection_and_may_have_been_bought(
    provider: FakeProvider, client: OpenAI, endpoint: str, call: Callable[[OpenAI], Any], drip: str
) -> None:
    provider.always(endpoint, Behaviour(drip))
    ended = threading.Event()

    def made() -> None:
        try:
            call(client)
        except ProviderError as exc:
            if exc.bought is None:
                ended.set()

    thread = threading.Thread(target=made, daemon=True)
    thread.start()

    assert ended.wait(30)
    thread.join(10)
    wait_until(lambda: "request-deadline" not in [thread.name for thread in threading.enumerate()], 10)
    assert len(provider.requests(endpoint)) == 1


def test_requests_that_come_to_their_end_leave_nothing_behind_either(provider: FakeProvider, client: OpenAI) -> None:
    for call in (picture, script, models):
        call(client)
    provider.next("responses", Behaviour("server_error"))
    with pytest.raises(ProviderError):
        script(client)
    provider.refuse()
    with pytest.raises(ProviderError):
        script(client)

    wait_until(lambda: "request-deadline" not in [thread.name for thread in threading.enumerate()], 10)


FROZEN = """
import sys
from tasks.brief import Brief
from tasks.engines.cloud.openai.calls import make_client
from tasks.engines.cloud.openai.scripts import OpenAIScriptEngine
from tasks.engines.pictures.cutter.process import Cutter
from tasks.engines.pictures.packshots import PackshotMaker
from tasks.engines.pictures.processes import PictureProcesses
from tasks.engines.protocols.watcher import Watcher
from tasks.media.photo import probe

client = make_client("sk-test", sys.argv[1], 60, float(sys.argv[2]))
photo = probe(sys.stdin.buffer.read())
engine = OpenAIScriptEngine(client, PictureProcesses(), "gpt-6-luna")
print(len(engine.write(photo, Brief("a cup"), 4, "en", "studio", Watcher()).result.shots))
"""


def test_the_time_that_a_process_was_frozen_does_not_count(provider: FakeProvider) -> None:
    # Given a process whose request is under way
    provider.next("responses", Behaviour("silence"))
    deadline_seconds = 5.0
    command = [sys.executable, "-c", FROZEN, provider.base_url, str(deadline_seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        process.stdin.write(PHOTO)
        process.stdin.close()
        provider.wait_for(lambda: bool(provider.requests("responses")), 60)

        # When it is frozen for longer than the request may take, and only then the provider answers
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(deadline_seconds + GRACE_SECONDS + 1)
        os.kill(process.pid, signal.SIGCONT)
        time.sleep(1)
        provider.release()

        # Then the answer is taken
        assert process.stdout.read().strip() == b"3"
