"""Text as sounds: what the model reads, one character for each; imported in the speech child only."""

from collections.abc import Callable


def phonemizer(language: str) -> Callable[[str], str]:
    """The function for a language of `tasks.sounds.VOICES`; loads what it needs, and may start a process now."""
    from .espeak import Espeak

    if language == "zh":
        from .chinese import ChinesePhonemes

        # names are often written in Latin letters
        return ChinesePhonemes(Espeak("en")).of
    if language == "ja":
        from .japanese import JapanesePhonemes

        return JapanesePhonemes().of
    return Espeak(language).of
