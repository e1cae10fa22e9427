"""The fake provider as the real `openai` client sees it: what it raises or yields at each behaviour, and the bill.

It is also the record of how that client behaves: `images.edit` and `responses.create` are what the product calls.
"""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import httpx2
import openai
import pytest
from openai.types.responses import ResponseInputParam
from PIL import Image

from tests.fakes.behaviours import COURSES, REFUSALS, Behaviour, busy
from tests.fakes.provider import FakeProvider
from tests.pictures import jpeg
from tests.processes import wait_until

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


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


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


def names(events: list[Any]) -> list[str]:
    return [event.type for event in events]


# -- the right answers


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


def test_an_edit_is_the_uploaded_picture_made_brighter_and_always_the_same(client: openai.OpenAI) -> None:
    first, second = edit(client)[-1], edit(client)[-1]

    assert first.b64_json == second.b64_json
    ground = Image.open(BytesIO(base64.b64decode(first.b64_json))).convert("RGB").getpixel((5, 5))
    assert isinstance(ground, tuple)
    assert min(ground) > 250  # the upload's is 225


def test_an_edit_without_stream_is_plain_json(client: openai.OpenAI) -> None:
    answer = client.images.edit(model=IMAGE_MODEL, image=PHOTO, prompt="Brighter", size="288x160")

    assert answer.data and answer.data[0].b64_json and answer.usage
    assert Image.open(BytesIO(base64.b64decode(answer.data[0].b64_json))).format == "PNG"
    assert (answer.size, answer.quality) == ("288x160", "medium")


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


def test_a_response_can_be_told_word_for_word(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.next("responses", Behaviour(text="Kurz und gut."))

    assert write(client)[-1].response.output_text == "Kurz und gut."


def test_a_response_without_stream_is_plain_json(client: openai.OpenAI) -> None:
    answer = client.responses.create(model=TEXT_MODEL, input=question("Hello"))

    assert answer.output_text and answer.status == "completed"


def test_models_are_listed_with_the_date_of_their_end(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.shut_down(TEXT_MODEL, "2027-01-14")

    assert {model.id: model.shutdown_date for model in client.models.list()}[TEXT_MODEL] == "2027-01-14"
    assert client.models.retrieve(IMAGE_MODEL).shutdown_date is None
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-image-1")


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


# -- requests that OpenAI would refuse


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


# -- told to refuse


@pytest.mark.parametrize("endpoint", CALLS)
@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_arrives_with_its_status_and_code(
    provider: FakeProvider, client: openai.OpenAI, endpoint: str, kind: str
) -> None:
    provider.next(endpoint, Behaviour(kind))

    with pytest.raises(openai.APIStatusError) as caught:
        CALLS[endpoint](client)

    told = REFUSALS[kind]
    assert (caught.value.status_code, caught.value.code) == (told.status, told.code)
    assert told.message in caught.value.message or told.html
    billed = [bill.delivered for bill in provider.bills(endpoint)]
    assert billed == ([False] if told.status in (500, 502, 504) else [])


def test_a_busy_provider_says_when_to_come_again_or_not(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.next("images", busy(), busy(retry_after=2), busy(retry_after_ms=150))
    told = []
    for _ in range(3):
        with pytest.raises(openai.RateLimitError) as caught:
            edit(client)
        headers = caught.value.response.headers
        told.append((headers.get("retry-after"), headers.get("retry-after-ms")))

    assert told == [(None, None), ("2", None), (None, "150")]
    assert provider.bills() == []


def test_a_missing_key_is_refused_and_costs_nothing(provider: FakeProvider) -> None:
    answer = httpx2.post(f"{provider.base_url}/responses", json={"model": TEXT_MODEL, "input": question("Hello")})

    assert answer.status_code == 401
    assert provider.bills() == []


# -- told to answer 200, and wrongly


def test_plain_json_to_a_stream_request_yields_no_event_and_no_error(
    provider: FakeProvider, client: openai.OpenAI
) -> None:
    for endpoint, call in CALLS.items():
        provider.next(endpoint, Behaviour("plain_json"))
        assert call(client) == []

    assert [bill.delivered for bill in provider.bills()] == [True, True]  # it was paid, and is in the body


def test_plain_json_to_a_stream_request_has_the_picture_in_its_body(
    provider: FakeProvider, client: openai.OpenAI
) -> None:
    provider.next("images", Behaviour("plain_json"))
    with client.images.with_streaming_response.edit(
        model=IMAGE_MODEL, image=PHOTO, prompt="Brighter", stream=True
    ) as response:
        assert response.headers["content-type"] == "application/json"
        assert json.loads(response.read())["data"][0]["b64_json"]


@pytest.mark.parametrize("endpoint", CALLS)
def test_malformed_json_to_a_stream_request_yields_nothing_either(
    provider: FakeProvider, client: openai.OpenAI, endpoint: str
) -> None:
    provider.next(endpoint, Behaviour("malformed_json"))

    assert CALLS[endpoint](client) == []
    assert [bill.delivered for bill in provider.bills(endpoint)] == [False]


def test_malformed_json_without_stream_raises_what_is_no_openai_error(
    provider: FakeProvider, client: openai.OpenAI
) -> None:
    provider.next("images", Behaviour("malformed_json"))

    with pytest.raises(json.JSONDecodeError):
        client.images.edit(model=IMAGE_MODEL, image=PHOTO, prompt="Brighter")


@pytest.mark.parametrize("endpoint", CALLS)
def test_an_empty_answer_is_a_stream_without_events(
    provider: FakeProvider, client: openai.OpenAI, endpoint: str
) -> None:
    provider.next(endpoint, Behaviour("empty"))

    assert CALLS[endpoint](client) == []
    assert [bill.delivered for bill in provider.bills(endpoint)] == [False]


def test_an_answer_can_lack_the_very_thing(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.next("images", Behaviour("no_picture"), Behaviour("broken_picture"))
    provider.next("responses", Behaviour("no_picture"), Behaviour("broken_picture"))

    assert edit(client)[-1].b64_json == ""
    assert base64.b64decode(edit(client)[-1].b64_json) == b"this is no picture"
    assert write(client)[-1].response.output_text == ""
    assert write(client)[-1].response.output_text.startswith("Sure!")
    assert not any(bill.delivered for bill in provider.bills())


@pytest.mark.parametrize("endpoint", CALLS)
def test_a_stream_can_end_without_its_last_event(provider: FakeProvider, client: openai.OpenAI, endpoint: str) -> None:
    provider.next(endpoint, Behaviour("no_completed"))

    events = CALLS[endpoint](client)

    assert events and not names(events)[-1].endswith("completed")
    assert [bill.delivered for bill in provider.bills(endpoint)] == [False]


def test_an_error_in_an_image_stream_is_raised_without_a_status(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.next("images", Behaviour("error_event", code="moderation_blocked"))

    with pytest.raises(openai.APIError) as caught:
        edit(client)

    assert type(caught.value) is openai.APIError
    assert caught.value.code == "moderation_blocked"
    assert [bill.delivered for bill in provider.bills()] == [False]


def test_an_error_in_a_response_stream_is_yielded_when_flat_and_raised_when_nested(
    provider: FakeProvider, client: openai.OpenAI
) -> None:
    provider.next("responses", Behaviour("error_event"), Behaviour("nested_error_event", code="rate_limit_exceeded"))

    events = write(client)
    assert (events[-1].type, events[-1].code) == ("error", "server_error")
    with pytest.raises(openai.APIError) as caught:
        write(client)
    assert (type(caught.value), caught.value.code) == (openai.APIError, "rate_limit_exceeded")


def test_a_response_can_fail_stay_incomplete_or_decline(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.next("responses", Behaviour("failed"), Behaviour("incomplete"), Behaviour("refusal"))

    failed, incomplete, declined = (write(client)[-1] for _ in range(3))
    assert (failed.type, failed.response.error.code) == ("response.failed", "server_error")
    assert incomplete.type == "response.incomplete"
    assert incomplete.response.incomplete_details.reason == "max_output_tokens"
    assert declined.type == "response.completed"
    assert declined.response.output[0].content[0].type == "refusal"
    assert len(provider.bills("responses")) == 3  # every one of them has used tokens


# -- told to break


@pytest.mark.parametrize("endpoint", CALLS)
@pytest.mark.parametrize("cut_after_bytes", [0, 40, 2000])
def test_a_cut_is_a_connection_error_wherever_it_comes(
    provider: FakeProvider, client: openai.OpenAI, endpoint: str, cut_after_bytes: int
) -> None:
    provider.next(endpoint, Behaviour(cut_after_bytes=cut_after_bytes))

    with pytest.raises(openai.APIConnectionError) as caught:
        CALLS[endpoint](client)

    assert not isinstance(caught.value, openai.APITimeoutError)
    [bill] = provider.bills(endpoint)
    assert (bill.sent_bytes, bill.delivered) == (cut_after_bytes, False)


def test_a_connection_can_be_dropped_without_a_word(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.next("images", Behaviour("hang_up"))

    with pytest.raises(openai.APIConnectionError) as caught:
        edit(client)

    assert isinstance(caught.value.__cause__, httpx2.ReadError)
    assert len(provider.bills()) == 1


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


def test_an_open_connection_breaks_when_the_server_closes(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.next("images", Behaviour("silence"))
    threading.Timer(0.2, provider.refuse).start()

    with pytest.raises(openai.APIConnectionError, match="Connection error"):
        edit(client)


# -- told to be slow


def test_work_is_spread_evenly_over_the_events(provider: FakeProvider, client: openai.OpenAI) -> None:
    edit(client)  # so that the pictures are made
    provider.always("images", Behaviour(work_seconds=0.6))

    def arrivals() -> list[float]:
        arrived, began = [], time.monotonic()
        with client.images.edit(
            model=IMAGE_MODEL,
            image=PHOTO,
            prompt="Brighter",
            size="288x160",
            output_format="jpeg",
            stream=True,
            partial_images=2,
        ) as stream:
            for _ in stream:
                arrived.append(time.monotonic() - began)
        return arrived

    # a busy machine is late now and then
    assert any(arrivals() == pytest.approx([0.2, 0.4, 0.6], abs=0.15) for _ in range(10))


def test_the_first_byte_and_each_event_can_wait(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.next("images", Behaviour(first_byte_seconds=0.2, between_seconds=0.1))

    began = time.monotonic()
    edit(client)

    assert time.monotonic() - began >= 0.4


# -- telling it


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
        "always": [{"endpoint": "responses", "behaviour": {"text": "Short."}}],
        "models": [{"id": IMAGE_MODEL}, {"id": TEXT_MODEL, "shutdown_date": "2027-01-14"}],
    }
    assert httpx2.post(f"{outside}/control", json=orders).status_code == 200

    with pytest.raises(openai.RateLimitError):
        edit(client)
    assert write(client)[-1].response.output_text == "Short."
    assert [model.shutdown_date for model in client.models.list()] == [None, "2027-01-14"]
    [bill] = httpx2.get(f"{outside}/bills").json()["bills"]
    assert (bill["endpoint"], bill["delivered"]) == ("responses", True)
    assert len(httpx2.get(f"{outside}/requests").json()["requests"]) == 3
    assert set(httpx2.get(f"{outside}/kinds").json()["courses"]) == set(COURSES)

    assert httpx2.post(f"{outside}/control", json={"forget": True}).status_code == 200
    assert provider.bills() == [] and edit(client)


def test_an_order_that_makes_no_sense_is_refused(provider: FakeProvider) -> None:
    outside = provider.base_url.removesuffix("/v1")
    for behaviour in ({"kind": "sulk"}, {"mood": "bad"}):
        orders = {"next": [{"endpoint": "images", "behaviour": behaviour}]}
        assert httpx2.post(f"{outside}/control", json=orders).status_code == 400
    with pytest.raises(ValueError, match="no such endpoint"):
        provider.next("videos", Behaviour())


def test_refusing_connections_over_http_ends_by_itself(provider: FakeProvider, client: openai.OpenAI) -> None:
    outside = provider.base_url.removesuffix("/v1")
    httpx2.post(f"{outside}/control", json={"refuse_seconds": 1})

    def refused() -> bool:
        try:
            return not edit(client)
        except openai.APIConnectionError:
            return True

    wait_until(refused, 10)
    wait_until(lambda: not refused(), 10)


def test_many_clients_at_once_each_get_their_own(provider: FakeProvider, client: openai.OpenAI) -> None:
    provider.always("responses", Behaviour(work_seconds=0.2))
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(write(client)[-1].response.id)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(texts)) == 20
    assert len(provider.bills("responses")) == 20


def test_a_client_that_retries_by_itself_is_billed_each_time(provider: FakeProvider, client: openai.OpenAI) -> None:
    """Why the product never leaves retries to the SDK."""
    provider.always("images", Behaviour("silence"))

    with pytest.raises(openai.APITimeoutError):
        edit(client.with_options(max_retries=1, timeout=1))

    assert len(provider.bills("images")) == 2
