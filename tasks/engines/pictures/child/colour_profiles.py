"""Colours that a file describes in numbers instead of with an ICC profile: makes the profile that means the same."""

import struct
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: x and y of white, red, green and blue
Places = tuple[float, ...]

D65 = (0.3127, 0.3290)
BT709 = (*D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
#: by their numbers in H.273
PRIMARIES: dict[int, Places] = {
    1: BT709,
    5: (*D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
    6: (*D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    9: (*D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    12: (*D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}
SRGB = 13
#: one divided by 2.2, which encoders write and mean sRGB
SRGB_GAMMA = 0.455
PQ_LEVELS = (0, 1, 4, 13, 26, 42, 61, 85, 114, 150, 193, 221, 242, 255, 255, 255, 255, 255)
HLG_LEVELS = (0, 2, 13, 26, 39, 52, 66, 79, 92, 106, 122, 142, 166, 194, 214, 229, 243, 255)
#: samples of a tone curve
STEPS = 1024
#: from any white to that of profiles, D50, the way the eye adapts (Bradford)
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
D50 = np.array([0.9642, 1.0, 0.8249])


class Colours(NamedTuple):
    """How to understand a picture's numbers; sRGB where nothing is said."""

    #: ICC, as it stands in the file: may not fit the picture, or make no sense
    profile: bytes | None = None
    #: ICC for RGB, made by us
    made: bytes | None = None


def coded(primaries: int, transfer: int) -> Colours | None:
    """Colours coded as in H.273 (cICP, AVIF); None where that is not known here."""
    curve = TRANSFERS.get(transfer)
    if not curve or primaries not in PRIMARIES:
        return None
    return Colours(None, None if (primaries, transfer) == (1, SRGB) else _profile(PRIMARIES[primaries], curve))


def colorimetric(gamma: float, places: Places | None) -> Colours:
    """Of a PNG with gAMA and perhaps cHRM; sRGB where they say so or make no sense."""
    if not gamma or (not places and round(gamma, 3) == SRGB_GAMMA):
        return Colours()
    try:
        return Colours(None, _profile(places or BT709, partial(_power, 1 / gamma)))
    except (ArithmeticError, ValueError, np.linalg.LinAlgError, struct.error):
        return Colours()


def _power(exponent: float, tones: Floats) -> Floats:
    return np.asarray(tones**exponent)


def _srgb(tones: Floats) -> Floats:
    return np.where(tones > 0.04045, ((tones + 0.055) / 1.055) ** 2.4, tones / 12.92)


def _as_drawn(levels: Sequence[int], tones: Floats) -> Floats:
    """By the grays (0-255) that Chromium draws of evenly spaced ones."""
    return _srgb(np.interp(tones, np.linspace(0, 1, len(levels)), levels) / 255)


TRANSFERS: dict[int, Callable[[Floats], Floats]] = {
    1: partial(_power, 2.4),
    4: partial(_power, 2.2),
    5: partial(_power, 2.8),
    6: partial(_power, 2.4),
    8: partial(_power, 1.0),
    SRGB: _srgb,
    14: partial(_power, 2.4),
    15: partial(_power, 2.4),
    # PQ and HLG: more light than an ordinary screen has is pressed together
    16: partial(_as_drawn, PQ_LEVELS),
    18: partial(_as_drawn, HLG_LEVELS),
}


def _profile(places: Places, curve: Callable[[Floats], Floats]) -> bytes:
    columns = _to_d50(places).T
    tones = (curve(np.linspace(0, 1, STEPS)) * 65535).round().clip(0, 65535).astype(">u2").tobytes()
    curves = b"curv" + struct.pack(">4xI", STEPS) + tones
    text = b"desc" + struct.pack(">4xI", 5) + b"made\0" + bytes(78)
    tags = [
        (b"desc", text + bytes(-len(text) % 4)),
        (b"cprt", b"text" + bytes(4) + b"none\0\0\0\0"),
        (b"wtpt", _xyz(D50)),
    ]
    tags += [(name, _xyz(column)) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)]
    tags += [(name, curves) for name in (b"rTRC", b"gTRC", b"bTRC")]
    table, body, offset = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, content in tags:
        table += struct.pack(">4sII", name, offset + len(body), len(content))
        body += content
    head = struct.pack(
        ">I4xI4s4s4s12x4s28x12s48x", offset + len(body), 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp", _xyz(D50)[8:]
    )
    return head + table + body


def _to_d50(places: Places) -> Floats:
    """The matrix from linear RGB to CIE XYZ as seen under D50."""
    white, *primaries = (np.array([x / y, 1, (1 - x - y) / y]) for x, y in zip(places[::2], places[1::2], strict=True))
    matrix = np.stack(primaries, 1)
    matrix = matrix * np.linalg.solve(matrix, white)
    adapted = np.linalg.inv(BRADFORD) @ np.diag((BRADFORD @ D50) / (BRADFORD @ white)) @ BRADFORD
    return np.asarray(adapted @ matrix)


def _xyz(values: Floats) -> bytes:
    return b"XYZ " + struct.pack(">4x3i", *(round(float(value) * 65536) for value in values))
