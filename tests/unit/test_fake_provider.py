"""The fake provider, as far as other tests rely on it: its answers are real, its refusals strict, its bills true."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import httpx2
import openai
import pytest
from openai.types.responses import ResponseInputParam
from PIL import Image

from tests.fakes.behaviours import COURSES, Behaviour
from tests.fakes.provider import FakeProvider
from tests.pictures import jpeg

PHOTO = jpeg(300, 200)
IMAGE_MODEL, TEXT_MODEL = "gpt-image-2.6-flare", "gpt-6-luna"

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "shots", "mood"],
    "properties": {
        "title": {"type": "string"},
        "mood": {"enum": ["calm", "loud"]},
        "shots": {"type": "array", "items": {"$ref": "#/$defs/shot"}},
    },
    "$defs": {
        "shot": {
            "type": "object",
            "additionalProperties": False,
            "required": ["start_seconds", "end_seconds", "voice_over"],
            "properties": {
                "start_seconds": {"type": "number"},
                "end_seconds": {"type": "number"},
                "voice_over": {"anyOf": [{"type": "null"}, {"type": "string"}]},
            },
        },
    },
}


@pytest.fixture(scope="module")
def sdk() -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key="sk-test", max_retries=0, timeout=20) as sdk:  # its start takes longer than most tests
        yield sdk


@pytest.fixture
def client(provider: FakeProvider, sdk: openai.OpenAI) -> openai.OpenAI:
    return sdk.with_options(base_url=provider.base_url)


def edit(client: openai.OpenAI, prompt: str = "Brighter, please", **options: Any) -> list[Any]:
    """The events of a streamed edit."""
    asked: dict[str, Any] = {"size": "288x160", "output_format": "jpeg", "partial_images": 2} | options
    upload = ("photo.jpg", PHOTO, "image/jpeg")
    with client.images.edit(model=IMAGE_MODEL, image=upload, prompt=prompt, stream=True, **asked) as stream:
        return list(stream)


def names(events: list[Any]) -> list[str]:
    return [event.type for event in events]


def question(text: str, photo: bytes = PHOTO) -> ResponseInputParam:
    url = "data:image/jpeg;base64," + base64.b64encode(photo).decode()
    return [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": text},
                {"type": "input_image", "image_url": url, "detail": "auto"},
            ],
        }
    ]


def write(client: openai.OpenAI, text: str = "A script for a 12-second ad", schema: Any = SCHEMA) -> list[Any]:
    """The events of a streamed response."""
    with client.responses.create(
        model=TEXT_MODEL,
        input=question(text),
        text={"format": {"type": "json_schema", "name": "script", "schema": schema, "strict": True}},
        stream=True,
    ) as stream:
        return list(stream)


CALLS: dict[str, Callable[..., list[Any]]] = {"images": edit, "responses": write}


def test_an_edit_streams_coarse_pictures_and_then_the_finished_one(
    provider: FakeProvider, client: openai.OpenAI
) -> None:
    events = edit(client)

    assert names(events) == ["image_edit.partial_image"] * 2 + ["image_edit.completed"]
    assert [event.partial_image_index for event in events[:2]] == [0, 1]
    sizes = [Image.open(BytesIO(base64.b64decode(event.b64_json))).size for event in events]
    assert sizes == [(288, 160)] * 3
    assert len({event.b64_json for event in events}) == 3
    usage = events[-1].usage
    assert usage.total_tokens == usage.input_tokens + usage.output_tokens
    assert usage.input_tokens == usage.input_tokens_details.text_tokens + usage.input_tokens_details.image_tokens


def test_a_response_streams_in_the_order_of_the_sdk_types(client: openai.OpenAI) -> None:
    events = write(client)

    opening = ["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added"]
    closing = [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    deltas = names(events)[4:-4]
    assert names(events) == opening + deltas + closing
    assert set(deltas) == {"response.output_text.delta"} and len(deltas) > 10
    assert [event.sequence_number for event in events] == list(range(len(events)))
    response = events[-1].response
    assert "".join(event.delta for event in events[4:-4]) == response.output_text
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens


def test_a_response_follows_the_schema_that_was_asked_for(client: openai.OpenAI) -> None:
    script = json.loads(write(client)[-1].response.output_text)

    assert script["mood"] == "calm"
    times = [(shot["start_seconds"], shot["end_seconds"]) for shot in script["shots"]]
    assert times == [(0, 4), (4, 8), (8, 12)]
    assert all(isinstance(shot["voice_over"], str) for shot in script["shots"])


def test_every_event_is_what_its_type_says(client: openai.OpenAI) -> None:
    for event in [*edit(client), *write(client)]:
        # the client builds its objects without a check; this is the check
        type(event).model_validate(event.model_dump(mode="json", by_alias=True))


def test_the_books_keep_what_was_asked_and_what_is_owed(provider: FakeProvider, client: openai.OpenAI) -> None:
    edit(client, quality="low")
    write(client)

    [asked] = provider.requests("images")
    assert asked.pictures == (PHOTO,)
    assert asked.fields["quality"] == "low" and asked.fields["partial_images"] == "2"
    assert asked.headers["x-stainless-retry-count"] == "0"
    assert provider.requests("responses")[0].pictures == (PHOTO,)
    image, text = provider.bills()
    assert (image.endpoint, image.model, image.delivered) == ("images", IMAGE_MODEL, True)
    assert (text.endpoint, text.model, text.delivered) == ("responses", TEXT_MODEL, True)
    assert image.sent_bytes > 1000 and image.usage["output_tokens"] == 272 + 2 * 100


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"size": "300x200"}, "size"),
        ({"size": "1600x160"}, "size"),
        ({"quality": "best"}, "quality"),
        ({"partial_images": 4}, "partial_images"),
        ({"input_fidelity": "high"}, "input_fidelity"),
        ({"extra_body": {"moderation": "low"}}, "moderation"),
    ],
)
def test_an_edit_with_a_wrong_parameter_is_refused(
    provider: FakeProvider, client: openai.OpenAI, options: dict[str, Any], param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        edit(client, **options)

    assert caught.value.param == param
    assert provider.bills() == []


def test_an_edit_of_something_else_than_a_picture_is_refused(provider: FakeProvider, client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="Invalid image file"):
        client.images.edit(model=IMAGE_MODEL, image=b"no picture", prompt="Brighter")


def test_a_response_that_is_shown_no_picture_or_a_broken_one_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="no input_image"):
        client.responses.create(model=TEXT_MODEL, input="Hello")
    with pytest.raises(openai.BadRequestError, match="does not represent a valid image"):
        client.responses.create(model=TEXT_MODEL, input=question("Hello", photo=b"no picture"))


def test_a_schema_that_strict_mode_does_not_take_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="'additionalProperties' is required") as caught:
        write(client, schema={"type": "object", "properties": {}})
    assert caught.value.code == "invalid_json_schema"
    with pytest.raises(openai.BadRequestError, match="Missing 'mood'"):
        write(client, schema=SCHEMA | {"required": ["title", "shots"]})


def test_a_model_that_is_not_offered_is_not_found(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.offer("gpt-6-luna")

    with pytest.raises(openai.NotFoundError) as caught:
        edit(client)
    assert caught.value.code == "model_not_found"


def test_a_missing_key_is_refused_and_costs_nothing(provider: FakeProvider) -> None:
    answer = httpx2.post(f"{provider.base_url}/responses", json={"model": TEXT_MODEL, "input": question("Hello")})

    assert answer.status_code == 401
    assert provider.bills() == []


@pytest.mark.parametrize("endpoint", CALLS)
@pytest.mark.parametrize("cut_after_bytes", [0, 2000])
def test_a_cut_is_a_connection_error_wherever_it_comes(
    provider: FakeProvider, client: openai.OpenAI, endpoint: str, cut_after_bytes: int
) -> None:
    provider.next(endpoint, Behaviour(cut_after_bytes=cut_after_bytes))

    with pytest.raises(openai.APIConnectionError) as caught:
        CALLS[endpoint](client)

    assert not isinstance(caught.value, openai.APITimeoutError)
    [bill] = provider.bills(endpoint)
    assert (bill.sent_bytes, bill.delivered) == (cut_after_bytes, False)


@pytest.mark.parametrize(
    "behaviour", [Behaviour("silence"), Behaviour(stall_after_events=1)], ids=["from the start", "in mid-stream"]
)
def test_silence_lasts_until_the_client_goes(
    provider: FakeProvider, client: openai.OpenAI, behaviour: Behaviour
) -> None:
    provider.next("images", behaviour)

    with pytest.raises(openai.APITimeoutError):
        edit(client.with_options(timeout=1))

    provider.wait_for(lambda: provider.bills()[0].finished_at is not None)
    assert not provider.bills()[0].delivered


def test_silence_ends_when_it_is_released(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.next("responses", Behaviour("silence"))
    threading.Timer(0.2, provider.release).start()

    assert write(client)[-1].type == "response.completed"
    assert provider.bills()[0].delivered


def test_a_closed_server_refuses_and_can_be_opened_again(provider: FakeProvider, client: openai.OpenAI) -> None:
    edit(client)
    provider.refuse()
    with pytest.raises(openai.APIConnectionError) as caught:
        edit(client)
    assert isinstance(caught.value.__cause__, httpx2.ConnectError)

    provider.accept()
    edit(client)
    assert len(provider.bills()) == 2


def test_what_is_told_for_a_mark_holds_only_for_prompts_that_contain_it(
    provider: FakeProvider, client: openai.OpenAI
) -> None:
    provider.always("images", Behaviour("overloaded"))
    provider.always("images", Behaviour(), marked="teapot")
    provider.next("images", Behaviour("conflict"), marked="blue teapot")

    with pytest.raises(openai.InternalServerError):
        edit(client, "A cup")
    assert edit(client, "A teapot")
    with pytest.raises(openai.ConflictError):
        edit(client, "A blue teapot")
    assert edit(client, "A blue teapot")
    assert len(provider.bills(marked="blue")) == 1
    assert len(provider.requests("images", marked="teapot")) == 3


def test_it_can_be_told_and_asked_over_http(provider: FakeProvider, client: openai.OpenAI) -> None:
    outside = provider.base_url.removesuffix("/v1")
    orders = {
        "next": [{"endpoint": "images", "behaviour": {"kind": "rate_limited", "headers": {"retry-after": "3"}}}],
        "always": [{"endpoint": "responses", "behaviour": {"between_seconds": 0.001}}],
        "models": [{"id": IMAGE_MODEL}, {"id": TEXT_MODEL, "shutdown_date": "2027-01-14"}],
    }
    assert httpx2.post(f"{outside}/control", json=orders).status_code == 200

    with pytest.raises(openai.RateLimitError):
        edit(client)
    assert write(client)
    assert [model.shutdown_date for model in client.models.list()] == [None, "2027-01-14"]
    [bill] = httpx2.get(f"{outside}/bills").json()["bills"]
    assert (bill["endpoint"], bill["delivered"]) == ("responses", True)
    assert len(httpx2.get(f"{outside}/requests").json()["requests"]) == 3
    assert set(httpx2.get(f"{outside}/kinds").json()["courses"]) == set(COURSES)

    assert httpx2.post(f"{outside}/control", json={"forget": True}).status_code == 200
    assert provider.bills() == [] and edit(client)
