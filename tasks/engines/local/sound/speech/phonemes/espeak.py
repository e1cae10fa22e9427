"""Phonemes of European languages, by espeak-ng.

espeak-ng is under the GPL: it runs as a program of its own (`espeak_child`), to which text goes and from which phonemes
come through pipes.
"""

import re
import subprocess
import sys

from .....children import ENVIRONMENT, PROJECT
from ....sound.speech import ESPEAK
from .spoken_forms import in_words

COMMAND = (sys.executable, "-m", "tasks.engines.local.sound.speech.phonemes.espeak_child")
#: how espeak-ng calls the kind of each language that the voices speak
VARIANTS = {"en": "gmw/en-US", "es": "roa/es", "fr": "roa/fr", "it": "roa/it", "pt": "roa/pt-BR"}

#: marks that the model reads as pauses and intonation; espeak-ng would swallow them
PUNCTUATION = re.compile(r'\s*([,;:!?…—()“”«»"]+|\.(?=\s|$)|[–-](?=\s))+\s*')
PAUSES = {"–": "—", "-": "—", "(": ",", ")": ","}
#: letters of other scripts, which it would spell
FOREIGN = re.compile(r"[^\W\d_a-zA-Z\u00aa-\u024f\u1e00-\u1eff]+")
#: a language that was changed within a sentence: "(^en)ʃˈɒpɪŋ(^fr)"
SWITCHED = re.compile(r"\([a-z^-]+\)")

#: from espeak-ng's sounds (^ ties two into one) to the model's
JOINED = {
    **{"a^ɪ": "I", "a^ʊ": "W", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q", "ɔ^ɪ": "Y"},
    **{"d^z": "ʣ", "d^ʒ": "ʤ", "t^s": "ʦ", "t^ʃ": "ʧ", "s^s": "S"},
}
ENGLISH = {
    **{"ə^l": "ᵊl", "ʲO": "jO", "ʲə": "jə", "ʲ": "", "ɚ": "əɹ", "ɐ": "ə", "ɬ": "l", "\u0303": ""},
    **{"ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "ː": "", "e": "A", "r": "ɹ", "x": "k", "ç": "k", "o": "ɔ"},
    **{"ɾ": "T", "ʔ": "t"},
}


class Espeak:
    """espeak-ng at work on one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._child = subprocess.Popen(
            [*COMMAND, str(ESPEAK), VARIANTS[language]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PROJECT,
            env=ENVIRONMENT,
        )

    def of(self, text: str) -> str:
        """The phonemes of a text; raises OSError when espeak-ng has ended."""
        result, end = "", 0
        text = FOREIGN.sub(" ", in_words(text, self._language))
        for marks in PUNCTUATION.finditer(text):
            result += self._sounds(text[end : marks.start()]) + _pause(marks[0])
            end = marks.end()
        return (result + self._sounds(text[end:])).strip()

    def _sounds(self, part: str) -> str:
        if not any(map(str.isalnum, part)):
            return ""
        assert self._child.stdin and self._child.stdout
        self._child.stdin.write(" ".join(part.split()).encode() + b"\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        if not line:
            raise OSError("espeak-ng has ended")
        sounds = SWITCHED.sub("", line.decode().strip())
        for old, new in (JOINED | ENGLISH if self._language == "en" else JOINED).items():
            sounds = sounds.replace(old, new)
        return sounds.replace("^", "").replace("-", "")


def _pause(marks: str) -> str:
    """One mark for several, and the space behind it."""
    read = (PAUSES.get(mark, mark) for mark in marks)
    return next((f"{mark} " for mark in read if mark in ",;:.!?…—"), " ")
