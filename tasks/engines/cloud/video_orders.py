"""Turns an order into a request: a length the provider can make, and a prompt."""

from collections.abc import Sequence

from ..protocols.video_engines import VideoOrder

#: said first, so that no cut takes it away. Runway fails pictures with overlaid text or graphics, and ads live by truth
TRUE_TO_THE_PRODUCT = (
    "The product stays true to its picture: the same shape, colours, materials, labels and proportions. "
    "No new text, captions, logos or products appear."
)
GROUND_RULES = (
    "One continuous product shot that begins exactly with the given picture. "
    f"{TRUE_TO_THE_PRODUCT} "
    "Slow, smooth camera movement, steady light, photorealistic."
)


def possible_seconds(asked: int, lengths: Sequence[int]) -> int:
    """The length nearest to the one asked for; the shorter, cheaper one of two."""
    return min(lengths, key=lambda length: (abs(length - asked), length))


def prompt(order: VideoOrder, units_max: int) -> str:
    """The prompt of a clip, in at most so many UTF-16 code units, which is how the APIs count."""
    shown = [f"{shot.start_seconds:g}-{shot.end_seconds:g} s: {shot.picture}" for shot in order.shots if shot.picture]
    told = " ".join(shown) or order.script
    return cut(f"{GROUND_RULES} {' '.join(told.split())}".strip(), units_max)


def product_info(order: VideoOrder, units_max: int) -> str:
    """What a product is and what it costs, as its shop says."""
    brief = order.brief
    facts = (brief.product_name or order.title, brief.description, brief.offer or order.offer)
    return cut(" ".join(". ".join(filter(None, facts)).split()), units_max)


def concept(order: VideoOrder, units_max: int) -> str:
    """What an ad shows and says, shot by shot, for a service that makes all of it."""
    shots = [
        f"{shot.start_seconds:g}-{shot.end_seconds:g} s: {shot.picture} Voice-over: “{shot.voice_over}”"
        for shot in order.shots
    ]
    close = order.brief.call_to_action or order.call_to_action
    told = " ".join([*(shots or [order.script]), f"It ends with: “{close}”." if close else ""])
    return cut(f"{TRUE_TO_THE_PRODUCT} Speech is in {order.language}. {' '.join(told.split())}".strip(), units_max)


def cut(text: str, units_max: int) -> str:
    """The beginning of a text, up to the end of a word where words have ends."""
    encoded = text.encode("utf-16-le", "replace")
    if len(encoded) <= 2 * units_max:
        return text
    head = encoded[: 2 * units_max].decode("utf-16-le", "ignore")
    if text[len(head)].isspace():
        return head.rstrip()
    words, _, rest = head.rpartition(" ")
    # Chinese has no spaces, and one endless word is no reason to say nothing
    return (words if len(rest) < len(head) // 4 else head).rstrip()
