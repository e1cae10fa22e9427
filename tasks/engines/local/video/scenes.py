"""A clip's scenes: a hook, reasons, the offer, and an end card that says where to buy."""

from collections.abc import Sequence
from itertools import pairwise

from ...protocols.video_engines import VideoOrder
from .captions import MIN_SHOT_SECONDS, captions, shown, trimmed
from .child import Caption, Scene, Text

#: the end card stays so long at least
END_SECONDS = 1.6
#: a clip of that length has no time for more than a hook and an end card, unless its user wrote more
SHORT_SECONDS = 4
#: between two things in one line
BETWEEN = " · "


def scenes(order: VideoOrder) -> tuple[Scene, ...]:
    """The scenes one after the other, from 0 to the clip's end; the last is the end card."""
    told = list(captions(order))
    offer, action = shown(order.offer), shown(order.call_to_action)
    end = float(order.duration_seconds)
    if not told:
        return (Scene("end", 0.0, end, _end_texts(order, [], offer, action, 0.0)),)
    closing = [told.pop()] if len(told) > 1 else []
    if closing and order.duration_seconds <= SHORT_SECONDS and len(told) > 1 and told[-1].text == offer:
        closing.insert(0, told.pop())  # the offer is the end card's first line
    starts = _starts([*told, *closing[:1]], end)
    last = starts[-1] if closing else end
    if not closing and (offer or action):
        last = max(end / 2, end - 2.2)
        starts.append(last)
    spans = [*pairwise(starts), (starts[-1], end)]
    made = []
    for number, (caption, (start, until)) in enumerate(zip(told, spans, strict=False)):
        kind = "hook" if number == 0 else "offer" if caption.text == offer else "reason"
        role = "offer" if kind == "offer" else "headline"
        made.append(Scene(kind, start, until, (Text(role, caption.text, start),)))
    if len(spans) > len(made):
        made.append(Scene("end", *spans[-1], _end_texts(order, closing, offer, action, spans[-1][0])))
    return tuple(made)


def _starts(found: Sequence[Caption], end: float) -> list[float]:
    """Where scenes begin: 0 first, and the last early enough to be read."""
    starts = [0.0, *(caption.start_seconds for caption in found[1:])]
    latest = end - END_SECONDS
    for place in range(len(starts) - 1, 0, -1):
        starts[place] = min(starts[place], latest)
        latest = starts[place] - MIN_SHOT_SECONDS / 2
    return [round(max(start, 0.0), 3) for start in starts]


def _end_texts(
    order: VideoOrder, closing: Sequence[Caption], offer: str, action: str, start: float
) -> tuple[Text, ...]:
    """What to buy, for how much, and where."""
    brand = order.brand
    said = [caption.text for caption in closing]
    lines: list[str] = []
    for text in (offer, *said, action):
        if text and not any(_same(text, line) for line in lines):
            lines.append(text)
    title = shown(order.title)
    name = title if _is_name(order, title) and not any(_same(title, line) for line in lines) else ""
    if name and len(lines) < 2:
        lines, name = [name, *lines], ""
    headline, button = (lines[0] if lines else ""), (lines[-1] if len(lines) > 1 else "")
    between = lines[1:-1]
    # a line has its own time where its shot has one
    times = {caption.text: max(start, caption.start_seconds) for caption in closing}
    above = "" if order.logo else brand.shop_name or name
    place = BETWEEN.join(filter(None, (brand.shop_name if order.logo else "", brand.address)))
    return (
        *((Text("shop", above, start),) if above else ()),
        *((Text("offer" if offer and _same(headline, offer) else "headline", headline, start),) if headline else ()),
        *(Text("address", line, times.get(line, start)) for line in between[:1]),
        *((Text("action", button, min(times.get(button, start), start + 1.0)),) if button else ()),
        *((Text("address", trimmed(place), start),) if place else ()),
    )


def _same(one: str, other: str) -> bool:
    return trimmed(one).casefold() == trimmed(other).casefold()


def _is_name(order: VideoOrder, title: str) -> bool:
    """Whether the title is the product's name, which the clip shows, or only says what kind of ad it is."""
    return bool(title) and any(title.casefold() in shot.on_screen_text.casefold() for shot in order.shots)
