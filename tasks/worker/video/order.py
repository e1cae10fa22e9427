"""What a task's clips are made from, as a renderer or a service gets it."""

from ...engines.protocols.picture import Picture
from ...engines.protocols.video_engines import VideoOrder
from ...engines.scripts.reading import parsed_shots
from ...formats import ORIGINAL
from ...media.photo import Size
from ...media.store import MediaStore
from ...records import Lease, TaskInput
from ...storyboard import Shot
from ..files import stored_picture


def order_picture(media: MediaStore, lease: Lease) -> Picture:
    """What the clips show: the product, or the first frame that was prepared of the photo; raises MediaNotFound."""
    return stored_picture(media, lease.task_id, "video_frame" if lease.input.background == ORIGINAL else "original")


def order_shots(asked: TaskInput) -> tuple[Shot, ...]:
    """The storyboard's, else those that the script's text has."""
    return asked.storyboard.shots if asked.storyboard else parsed_shots(asked.script or "", asked.duration_seconds)


def video_order(asked: TaskInput, picture: Picture, size: Size) -> VideoOrder:
    """The order of one clip, still without brand, logo and sound."""
    told = asked.storyboard
    return VideoOrder(
        picture=picture,
        script=asked.script or "",
        shots=order_shots(asked),
        duration_seconds=asked.duration_seconds,
        language=asked.language,
        size=size,
        template=asked.template,
        background=asked.background,
        cut_below=asked.cut_below,
        title=told.title if told else "",
        offer=told.offer if told else "",
        call_to_action=told.call_to_action if told else "",
        brief=asked.brief,
    )
