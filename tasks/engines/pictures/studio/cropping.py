"""Fits a photo that stays as it is into a frame: cropped around what it shows, or whole beside a plain colour."""

import numpy as np
from PIL import Image, ImageFilter

from ....media.photo import Size
from .colours import look_of, rgb
from .pixels import Pixels, to_image

#: of the mask: what surely belongs to the subject
SUBJECT = 0.5
#: part of the subject's width and height that must be left in a crop
LEAST_LEFT = 0.85

#: left, top, right, bottom in pixels
Box = tuple[float, float, float, float]


def subject_box(mask: Pixels, size: Size) -> Box | None:
    """Where the subject is in a photo of `size`; None where nothing stands out."""
    seen = mask > SUBJECT
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    if not len(rows):
        return None
    across, down = size.width / mask.shape[1], size.height / mask.shape[0]
    return columns[0] * across, rows[0] * down, (columns[-1] + 1) * across, (rows[-1] + 1) * down


def cropped(photo: Image.Image, frame: Size, subject: Box | None) -> Image.Image:
    """The largest part of the photo that has the frame's shape, with the subject as near its middle as may be.

    Where that would cut the subject, the whole photo, and beside it a light tint of its own.
    """
    scale = min(photo.width / frame.width, photo.height / frame.height)
    width, height = frame.width * scale, frame.height * scale
    left, top, right, bottom = subject or (0.0, 0.0, float(photo.width), float(photo.height))
    if subject and (width < LEAST_LEFT * (right - left) or height < LEAST_LEFT * (bottom - top)):
        return _beside_colour(photo, frame)
    x, y = _start((left + right) / 2, width, photo.width), _start((top + bottom) / 2, height, photo.height)
    return _sharp(photo.resize(frame, Image.Resampling.LANCZOS, box=(x, y, x + width, y + height)), scale)


def _start(middle: float, length: float, whole: int) -> float:
    return max(0.0, min(middle - length / 2, whole - length))


def _beside_colour(photo: Image.Image, frame: Size) -> Image.Image:
    scale = max(photo.width / frame.width, photo.height / frame.height)
    size = Size(min(frame.width, round(photo.width / scale)), min(frame.height, round(photo.height / scale)))
    look = look_of(photo, Image.new("L", photo.size, 255))
    colour = np.tile(rgb(0.93, min(0.03, look.chroma / 2), look.hue), (1, 1, 1))
    result = to_image(colour).resize(frame)
    whole = _sharp(photo.resize(size, Image.Resampling.LANCZOS), scale)
    result.paste(whole, ((frame.width - size.width) // 2, (frame.height - size.height) // 2))
    return result


def _sharp(picture: Image.Image, scale: float) -> Image.Image:
    """What was enlarged (a scale below 1) is soft."""
    return picture.filter(ImageFilter.UnsharpMask(radius=1.6, percent=60, threshold=2)) if scale < 1 else picture
