"""What becomes of the text model's answers."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tasks.brief import Brief
from tasks.engines.cloud.openai.calls import make_client
from tasks.engines.cloud.openai.scripts import OpenAIScriptEngine
from tasks.engines.pictures.processes import PictureProcesses
from tasks.engines.protocols.script_engines import Script
from tasks.engines.protocols.watcher import Watcher
from tasks.errors import ProviderAnswerUnusable
from tasks.media.photo import probe
from tests.fakes.behaviours import Behaviour
from tests.fakes.provider import FakeProvider
from tests.pictures import jpeg


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


def written(provider: FakeProvider) -> Script:
    with closing(make_client("sk-test", provider.base_url, 10, 20)) as client, closing(PictureProcesses()) as pictures:
        engine = OpenAIScriptEngine(client, pictures, "gpt-6-luna")
        return engine.write(probe(jpeg()), Brief("a cup"), 8, "en", "studio", Watcher()).result


def test_an_answer_that_follows_the_schema_fills_the_ads_length(provider: FakeProvider) -> None:
    script = written(provider)
    assert script.shots[0].start_seconds == 0 and script.shots[-1].end_seconds == 8
    assert script.title == "The one you reach for"
    assert script.shots[0].on_screen_text in script.text


def test_a_script_as_text_is_read(provider: FakeProvider) -> None:
    text = "Here you are:\n\nTitle: The cup\n\n0-4 s\nText: Made well\n\n4-8 s\nText: Yours\n\nCTA: mug.example"
    provider.next("responses", Behaviour(text=text))
    script = written(provider)
    assert (script.title, script.call_to_action) == ("The cup", "mug.example")
    assert [shot.on_screen_text for shot in script.shots] == ["Made well", "Yours"]


@pytest.mark.parametrize("text", ["Sure! Here is the script you asked for: Shot 1 ...", "{}", '{"shots": []}'])
def test_what_holds_no_script_cannot_be_used(provider: FakeProvider, text: str) -> None:
    provider.next("responses", Behaviour(text=text))
    with pytest.raises(ProviderAnswerUnusable):
        written(provider)
