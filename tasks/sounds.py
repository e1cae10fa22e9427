"""What clips can be asked to sound like: moods of music, and voices."""

from dataclasses import dataclass
from pathlib import Path

#: what voices need, put there at set-up by `script/speech.py`; the last file says that all is there
SPEECH_FILES = Path(__file__).parent / "engines" / "local" / "sound" / "speech" / "files"
SPEECH_COMPLETE = SPEECH_FILES / "complete"

#: the first is the default; the last is no music
MUSIC = ("auto", "calm", "bright", "bold", "elegant", "playful", "none")
AUTO, MOODS, NONE = MUSIC[0], MUSIC[1:-1], MUSIC[-1]


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks one language."""

    #: the main part of a BCP 47 tag
    language: str
    #: how to name it, beside the other voice of the language
    name: str
    #: `female` or `male`
    kind: str


#: by id; a language's first voice is its default
VOICES = {
    "af_heart": Voice("en", "Heart", "female"),
    "am_michael": Voice("en", "Michael", "male"),
    "zf_xiaoxiao": Voice("zh", "Xiaoxiao", "female"),
    "zm_yunjian": Voice("zh", "Yunjian", "male"),
    "ef_dora": Voice("es", "Dora", "female"),
    "em_alex": Voice("es", "Alex", "male"),
    "ff_siwis": Voice("fr", "Siwis", "female"),
    "if_sara": Voice("it", "Sara", "female"),
    "im_nicola": Voice("it", "Nicola", "male"),
    "pf_dora": Voice("pt", "Dora", "female"),
    "pm_alex": Voice("pt", "Alex", "male"),
    "jf_alpha": Voice("ja", "Alpha", "female"),
    "jm_kumo": Voice("ja", "Kumo", "male"),
}
#: what the field `voice` takes; the first chooses the default voice of the script's language
VOICE_CHOICES = (AUTO, *VOICES, NONE)


def voices_of(language: str) -> tuple[str, ...]:
    """Ids of the voices that speak a BCP 47 tag's language, the default first; empty where nobody does."""
    main = language.lower().split("-")[0]
    return tuple(id for id, voice in VOICES.items() if voice.language == main)


def voice_for(choice: str, language: str) -> str | None:
    """The id of the voice that speaks a script, one of its language; None for `none`, and where nobody speaks it."""
    speaking = voices_of(language)
    if choice == NONE or not speaking:
        return None
    return choice if choice in speaking else speaking[0]


def mood_for(choice: str, task_id: int) -> str | None:
    """The mood of a task's music, for `auto` always the same; None for `none`."""
    if choice == AUTO:
        return MOODS[task_id % len(MOODS)]
    return None if choice == NONE else choice
