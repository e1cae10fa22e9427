"""The image model enhances, and shows coarse pictures on the way."""

import base64
import binascii
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Literal, cast

from openai import OpenAI

from ....errors import EngineFailed, LimelightError, PictureUnusable, ProviderAnswerUnusable
from ....media.photo import Photo, Size, probe
from ...pictures.packshots import PackshotMaker
from ...pictures.processes import PictureProcesses
from ...prices import cost_usd
from ...protocols.delivered import Delivered
from ...protocols.picture import Picture
from ...protocols.picture_engines import Enhanced, Fitted
from ...protocols.watcher import Watcher
from ..prompts import image_prompt
from .calls import PROVIDER, is_json, our_errors

logger = logging.getLogger(__name__)

#: checked against this list by the settings
Quality = Literal["low", "medium", "high", "xhigh", "max", "auto"]

#: coarse pictures on the way, as many as the API gives
PARTIAL_IMAGES = 3
#: of the video's shape, so that the later fit cuts and grows nothing; sides must be multiples of 16
PICTURE_SIZES = {Size(1280, 720): Size(1536, 864), Size(720, 1280): Size(864, 1536)}


class OpenAIPictureEngine:
    """Enhances with the configured image model, showing partial pictures on the way."""

    provider = PROVIDER

    def __init__(
        self, client: OpenAI, pictures: PictureProcesses, packshots: PackshotMaker, model: str, quality: str
    ) -> None:
        self._images = client.images  # imports a lot: not while somebody waits
        self._pictures = pictures
        self._packshots = packshots
        self.model = model
        self._quality = cast(Quality, quality)

    def enhance(self, photo: Photo, description: str, background: str, watcher: Watcher) -> Delivered[Enhanced]:
        """One paid edit; raises ProviderError, or PictureUnusable before it."""
        size = PICTURE_SIZES[photo.orientation.video_size]
        upright = self._pictures.prepare(photo, size)
        with ThreadPoolExecutor(1, "before") as beside, our_errors():
            before = beside.submit(self._before, photo, size)  # while the provider works
            answer = self._images.with_streaming_response.edit(
                model=self.model,
                image=("photo.jpg", upright.content, "image/jpeg"),
                prompt=image_prompt(description, background),
                size=str(size),
                quality=self._quality,
                output_format="jpeg",
                partial_images=PARTIAL_IMAGES,
                stream=True,
            )
            with answer as response:
                content, usage = self._final_image(response, watcher.on_partial)
        tokens = _image_tokens(usage)
        enhanced = Enhanced(self._adopted(content, size), before.result())
        return Delivered(enhanced, usage, cost_usd(self.model, tokens))

    def fit(self, enhanced: Enhanced, photo: Photo, background: str, cancelled: Callable[[], bool]) -> Fitted:
        """The picture already has the video's shape; for the other formats its product is cut out."""
        fitted = self._pictures.fit(enhanced.picture, photo, cancelled, whole=True)
        if not self._packshots.available:
            return fitted
        try:
            return replace(fitted, packshots=self._packshots.of_picture(enhanced.picture, photo, background, cancelled))
        except EngineFailed:  # the picture is paid for, and good without them
            logger.warning("no packshots could be made of the picture", exc_info=True)
            return fitted

    def _final_image(self, response: Any, on_partial: Callable[[int, Picture], None]) -> tuple[bytes, dict[str, Any]]:
        if is_json(response):
            body = response.json()
            return _decoded(body["data"][0]["b64_json"]), body.get("usage") or {}
        for event in response.parse():
            if event.type == "image_edit.partial_image":
                try:
                    partial = self._pictures.preview(probe(_decoded(event.b64_json)))
                except LimelightError:
                    continue  # a preview that cannot be shown is no reason to lose what is being paid for
                on_partial(event.partial_image_index, partial)
            elif event.type == "image_edit.completed":
                return _decoded(event.b64_json), event.usage.model_dump() if event.usage else {}
        raise ProviderAnswerUnusable()

    def _before(self, photo: Photo, size: Size) -> Picture:
        try:
            return self._pictures.adopt(photo, size)
        except PictureUnusable as exc:
            raise EngineFailed() from exc  # it could be read for the call, which has been made

    def _adopted(self, content: bytes, size: Size) -> Picture:
        try:
            return self._pictures.adopt(probe(content), size)
        except PictureUnusable as exc:  # what it says is not true of the user's picture
            raise ProviderAnswerUnusable() from exc


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as exc:
        raise ProviderAnswerUnusable() from exc


def _image_tokens(usage: dict[str, Any]) -> dict[str, int]:
    details = usage.get("input_tokens_details") or {}
    tokens = {
        "text_input": details.get("text_tokens"),
        "image_input": details.get("image_tokens"),
        "image_output": usage.get("output_tokens"),
    }
    return {kind: count for kind, count in tokens.items() if count}
