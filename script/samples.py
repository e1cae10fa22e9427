"""Makes the page's samples of music and voices: `python -m script.samples`, after a change of either; minutes."""

import subprocess
import sys
from pathlib import Path

from tasks.engines.ffmpeg import find_ffmpeg
from tasks.engines.local.sound import SAMPLE_RATE
from tasks.engines.local.sound.speech.process import LocalSpeechEngine
from tasks.sounds import MOODS, VOICES

from .page import FRONTEND

SAMPLES = FRONTEND / "src" / "components" / "video" / "samples"
MUSIC_SECONDS, MUSIC_SEED = 5, 1
MUSIC_KILOBITS, VOICE_KILOBITS = 40, 32
LINES = {
    "en": "Fresh roast, small batches. Good morning!",
    "zh": "新鲜烘焙，小批量制作。早上好！",
    "es": "Tueste fresco, lotes pequeños. ¡Buenos días!",
    "fr": "Fraîchement torréfié, en petits lots. Bonjour !",
    "it": "Tostatura fresca, piccoli lotti. Buongiorno!",
    "pt": "Torra fresca, pequenos lotes. Bom dia!",
    "ja": "焙煎したて、少しずつ。おはようございます！",
}


def main() -> None:
    """Writes an MP3, which every browser plays, by the name of each mood and the id of each voice."""
    SAMPLES.mkdir(exist_ok=True)
    for mood in MOODS:
        command = (sys.executable, "-m", "tasks.engines.local.sound.music", mood, str(MUSIC_SECONDS), str(MUSIC_SEED))
        bed = subprocess.run(command, check=True, capture_output=True).stdout
        _save(SAMPLES / f"{mood}.mp3", bed, ("f32le", SAMPLE_RATE, 2), MUSIC_KILOBITS)
    speaking = LocalSpeechEngine()
    for name, voice in VOICES.items():
        line = speaking.speak(LINES[voice.language], name, 1.0)
        _save(SAMPLES / f"{name}.mp3", line.samples, ("s16le", line.sample_rate, 1), VOICE_KILOBITS)
    speaking.close()


def _save(path: Path, samples: bytes, kind: tuple[str, int, int], kilobits: int) -> None:
    encoding, rate, channels = kind
    as_it_is = ("-f", encoding, "-ar", str(rate), "-ac", str(channels), "-i", "-")
    as_it_shall_be = ("-af", "loudnorm=I=-18:TP=-2", "-ar", "44100", "-ac", "1", "-b:a", f"{kilobits}k")
    command = (find_ffmpeg(), "-loglevel", "error", "-y", *as_it_is, *as_it_shall_be, "-map_metadata", "-1", str(path))
    subprocess.run(command, check=True, input=samples)


if __name__ == "__main__":
    main()
