"""Mixes voice and music with ffmpeg: the music steps back for the voice, and the whole is as loud as platforms play it.

Sound goes through files without a name, which ffmpeg opens under /dev/fd.
"""

import re
import subprocess
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from . import SAMPLE_RATE
from .programs import run

#: LUFS over the whole clip, and how near to it is near enough
LOUDNESS, NEAR_ENOUGH = -16.0, 0.4
#: decibels of full scale between two samples; AAC adds up to half a decibel, and -1 is what platforms ask for
PEAK = -2.0
#: each takes 0.1 s; limiting peaks takes loudness away, which the next one gives back
PASSES = 4
#: neither end clicks
FADE_IN_SECONDS, FADE_OUT_SECONDS = 0.01, 0.06
CPU_SECONDS = 30

#: both ears; without rumble; even
VOICE = (
    f"aresample={SAMPLE_RATE},pan=stereo|c0=c0|c1=c0,highpass=f=75,"
    "acompressor=threshold=0.1:ratio=2.5:attack=6:release=90:makeup=1.4"
)
#: about 10 dB down within 20 ms of the voice's beginning, and slowly back behind it
DUCKED = "sidechaincompress=threshold=0.015:ratio=7:attack=12:release=380:knee=4"
#: of the music beside a voice
MUSIC_DECIBELS = -5
#: peaks between two samples show in four times as many of them
LIMITED = (
    f"aresample={4 * SAMPLE_RATE},"
    f"alimiter=level=0:limit={10 ** (PEAK / 20):.4f}:attack=3:release=60,aresample={SAMPLE_RATE}"
)
SUMMARY = re.compile(r"I:\s+(-?[\d.]+|-inf) LUFS.*Peak:\s+(-?[\d.]+|-inf) dBFS", re.DOTALL)


class Loudness(NamedTuple):
    """What ffmpeg's `ebur128` measured."""

    #: LUFS, over the whole
    integrated: float
    #: dBTP
    peak: float


class Mixer:
    """ffmpeg, for sound."""

    def __init__(self, ffmpeg: str) -> None:
        self._ffmpeg = ffmpeg

    def mix(
        self,
        voice: IO[bytes] | None,
        music: IO[bytes] | None,
        duration_seconds: float,
        cancelled: Callable[[], bool],
    ) -> bytes:
        """A WAV of `duration_seconds`; `voice` is a mono WAV, `music` float32 stereo at `SAMPLE_RATE`, one is there.

        Raises EngineFailed, and LeaseLost soon after `cancelled` says yes.
        """
        with TemporaryFile() as mixed, TemporaryFile() as wav:
            sources: list[tuple[str, ...]] = []
            if music:
                sources.append((*("-f", "f32le", "-ar", f"{SAMPLE_RATE}", "-ac", "2"), *_input(music)))
            if voice:
                sources.append(("-f", "wav", *_input(voice)))
            files = [file for file in (music, voice) if file]
            graph = _together(voice is not None, music is not None, duration_seconds)
            self._run([*sum(sources, ())], graph, ("-f", "f32le"), mixed, files, cancelled)
            self._level(mixed, wav, cancelled)
            wav.seek(0)
            return wav.read()

    def _level(self, mixed: IO[bytes], wav: IO[bytes], cancelled: Callable[[], bool]) -> None:
        """Bring what was mixed to the loudness that is wanted, without peaks above the highest."""
        source = ("-f", "f32le", "-ar", f"{SAMPLE_RATE}", "-ac", "2", *_input(mixed))
        gain = 0.0
        for number in range(PASSES):
            filters = f"volume={gain:.2f}dB,{LIMITED}" if number else "anull"
            found = self._run(source, filters, ("-f", "wav", "-c:a", "pcm_s16le"), wav, [mixed], cancelled)
            if number and abs(found.integrated - LOUDNESS) < NEAR_ENOUGH:
                return
            # silence cannot be made louder
            gain += LOUDNESS - found.integrated if found.integrated > -69 else 0.0

    def _run(
        self,
        sources: tuple[str, ...] | list[str],
        graph: str,
        target: tuple[str, ...],
        output: IO[bytes],
        files: list[IO[bytes]],
        cancelled: Callable[[], bool],
    ) -> Loudness:
        command = [
            *(self._ffmpeg, "-hide_banner", "-nostats", "-y", "-timelimit", f"{CPU_SECONDS}"),
            *sources,
            *("-filter_complex_threads", "1", "-filter_complex", f"{graph},ebur128=peak=true:framelog=quiet[out]"),
            *("-map", "[out]", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
            *(*target, f"/dev/fd/{output.fileno()}"),
        ]
        said = run(command, cancelled, subprocess.DEVNULL, [*files, output])
        [(integrated, peak)] = SUMMARY.findall(said)
        return Loudness(float(integrated), float(peak))


def _input(file: IO[bytes]) -> tuple[str, str]:
    file.flush()
    return "-i", f"/dev/fd/{file.fileno()}"


def _together(has_voice: bool, has_music: bool, duration_seconds: float) -> str:
    samples = round(duration_seconds * SAMPLE_RATE)
    whole = f"apad=whole_len={samples},atrim=end_sample={samples}"
    ends = f"afade=t=in:d={FADE_IN_SECONDS},afade=t=out:st={duration_seconds - FADE_OUT_SECONDS:g}:d={FADE_OUT_SECONDS}"
    if has_voice and has_music:
        # the compressor ends with the first of its inputs, so the voice goes on in silence
        return (
            f"[1]{VOICE},{whole},asplit[voice][key];[0]volume={MUSIC_DECIBELS}dB[music];[music][key]{DUCKED}[under];"
            f"[under][voice]amix=inputs=2:normalize=0,{whole},{ends}"
        )
    return f"[0]{VOICE if has_voice else 'anull'},{whole},{ends}"
