"""Kokoro-82M in ONNX Runtime; imported in the speech child only."""

import re
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import onnxruntime

from . import MODEL, SAMPLE_RATE, VOICES

#: what the model reads, with the numbers it knows them by
VOCABULARY = {
    character: number
    for first, characters in (
        (1, ";:,.!?"),
        (9, '—…"()“”'),
        (16, " \u0303ʣʥʦʨᵝꭧAI"),
        (31, "O"),
        (33, "Q"),
        (35, "ST"),
        (39, "W"),
        (41, "Yᵊabcdef"),
        (50, "hijklmnopqrstuvwxyz"),
        (69, "ɑɐɒæ"),
        (75, "βɔɕç"),
        (80, "ɖðʤə"),
        (85, "ɚɛɜ"),
        (90, "ɟ"),
        (92, "ɡ"),
        (99, "ɥ"),
        (101, "ɨɪʝ"),
        (110, "ɯɰŋɳɲɴø"),
        (118, "ɸθœ"),
        (123, "ɹ"),
        (125, "ɾɻ"),
        (128, "ʁɽʂʃʈʧ"),
        (135, "ʊʋ"),
        (138, "ʌɣɤ"),
        (142, "χʎ"),
        (147, "ʒʔ"),
        (156, "ˈˌː"),
        (162, "ʰ"),
        (164, "ʲ"),
        (169, "↓"),
        (171, "→↗↘"),
        (177, "ᵻ"),
    )
    for number, character in enumerate(characters, first)
}
#: with a token at either end; more than the model has places for
MOST_TOKENS = 500
#: quieter than this is silence, of full scale; kept on both sides of the speech
SILENCE, MARGIN_SECONDS = 0.008, 0.03
#: root mean square of the speech, of full scale; the voices differ
LOUDNESS = 0.1
THREADS = 2


class Model:
    """Loaded once; about 0.5 s to load, half of the speech's length to speak it on one core."""

    def __init__(self, voices: Iterable[str]) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        # spinning threads would take the CPU from what is drawn beside
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # without the arena it took three times the memory
        self._session = onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
        self._styles = {voice: np.fromfile(VOICES / f"{voice}.bin", np.float32).reshape(-1, 1, 256) for voice in voices}

    def speak(self, phonemes: str, voice: str, speed: float) -> bytes:
        """16-bit samples, without the silence around them; empty if there is nothing to say."""
        parts = [self._spoken(tokens, voice, speed) for tokens in _in_pieces(phonemes)]
        samples = _trimmed(np.concatenate(parts)) if parts else np.zeros(0, np.float32)
        samples *= LOUDNESS / max(float(np.sqrt(np.square(samples).mean())), 1e-9) if len(samples) else 1
        return (np.tanh(samples) * 32767).astype("<i2").tobytes()

    def _spoken(self, tokens: list[int], voice: str, speed: float) -> npt.NDArray[np.float32]:
        style = self._styles[voice]
        feeds = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            # one style for each length
            "style": style[min(len(tokens), len(style) - 1)],
            "speed": np.array([speed], np.float32),
        }
        return np.asarray(self._session.run(None, feeds)[0], np.float32).ravel()


def _in_pieces(phonemes: str) -> Iterator[list[int]]:
    """The tokens, cut at ends of sentences where they are too many for the model at once."""
    piece: list[int] = []
    for sentence in re.split(r"(?<=[.!?;:,])\s+", phonemes):
        tokens = [VOCABULARY[character] for character in sentence if character in VOCABULARY][:MOST_TOKENS]
        if piece and len(piece) + 1 + len(tokens) > MOST_TOKENS:
            yield piece
            piece = []
        piece += [*([VOCABULARY[" "]] if piece and tokens else []), *tokens]
    if piece:
        yield piece


def _trimmed(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    loud = np.flatnonzero(np.abs(samples) > SILENCE)
    margin = int(MARGIN_SECONDS * SAMPLE_RATE)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin].copy() if len(loud) else samples[:0]
