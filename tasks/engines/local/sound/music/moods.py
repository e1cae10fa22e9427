"""What makes a mood: its tempo, mode, chords, and who plays what."""

from dataclasses import dataclass
from typing import Literal

#: half-tones above the root
MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)

#: times within one chord, in beats
Rhythm = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Mood:
    """How a bed is played; the seed chooses the key, the chords and the tune."""

    beats_per_minute: float
    #: one chord lasts so long
    chord_beats: int
    scale: tuple[int, ...]
    #: degrees of the scale, 0 the tonic; each leads back to it
    progressions: tuple[tuple[int, ...], ...]
    #: a seventh makes chords softer
    chord_notes: Literal[3, 4]
    #: MIDI numbers around which chords and tune lie
    chord_centre: int
    tune_centre: int
    #: names of `instruments`; the pad holds the chord, the others play their rhythms
    pad: str
    chords: str
    chord_rhythms: tuple[Rhythm, ...]
    tune: str
    tune_rhythms: tuple[Rhythm, ...]
    bass: str
    bass_rhythm: Rhythm
    #: drum to its rhythm
    drums: tuple[tuple[str, Rhythm], ...] = ()
    #: how late off-beats come, as a part of a beat
    swing: float = 0.0
    #: loudness of the parts
    pad_level: float = 0.3
    chord_level: float = 0.4
    tune_level: float = 0.5
    bass_level: float = 0.6
    drum_level: float = 0.5
    #: reverberation: how much of it, and how long it rings
    room_level: float = 0.25
    room_seconds: float = 1.2


BEDS = {
    "calm": Mood(
        beats_per_minute=70,
        chord_beats=4,
        scale=LYDIAN,
        progressions=((0, 4, 5, 1), (0, 2, 5, 4), (5, 1, 0, 4)),
        chord_notes=4,
        chord_centre=60,
        tune_centre=74,
        pad="warm_pad",
        chords="soft_piano",
        chord_rhythms=((0, 1, 2, 3), (0, 1.5, 2, 3.5)),
        tune="bell",
        tune_rhythms=((0, 2.5), (1, 3), (0, 3)),
        bass="sub_bass",
        bass_rhythm=(0,),
        pad_level=0.65,
        chord_level=0.45,
        tune_level=0.25,
        bass_level=0.3,
        room_level=0.45,
        room_seconds=2.4,
    ),
    "bright": Mood(
        beats_per_minute=116,
        chord_beats=4,
        scale=MAJOR,
        progressions=((0, 4, 5, 3), (0, 5, 3, 4), (3, 0, 4, 5)),
        chord_notes=3,
        chord_centre=64,
        tune_centre=76,
        pad="warm_pad",
        chords="pluck",
        chord_rhythms=((0, 0.5, 1.5, 2, 2.5, 3.5), (0, 1, 1.5, 2.5, 3, 3.5)),
        tune="bell",
        tune_rhythms=((0, 1, 1.5, 3), (0.5, 1.5, 2, 3.5), (0, 2, 2.5, 3)),
        bass="round_bass",
        bass_rhythm=(0, 1.5, 2, 3.5),
        drums=(("kick", (0, 1, 2, 3)), ("clap", (1, 3)), ("hat", (0.5, 1.5, 2.5, 3.5)), ("shaker", (0.25, 0.75, 2.75))),
        pad_level=0.22,
        chord_level=0.65,
        tune_level=0.5,
        bass_level=0.34,
        drum_level=0.42,
        room_seconds=0.9,
    ),
    "bold": Mood(
        beats_per_minute=92,
        chord_beats=4,
        scale=MINOR,
        progressions=((0, 5, 2, 6), (0, 3, 5, 4), (0, 6, 5, 4)),
        chord_notes=3,
        chord_centre=55,
        tune_centre=67,
        pad="saw_pad",
        chords="stab",
        chord_rhythms=((0, 1.5, 3), (0, 0.75, 2.5)),
        tune="saw_lead",
        tune_rhythms=((0.5, 1, 2.5, 3.5), (0, 1.5, 2, 3)),
        bass="growl_bass",
        bass_rhythm=(0, 0.5, 0.75, 1.5, 2, 2.5, 3.25, 3.5),
        drums=(("deep_kick", (0, 1.5, 2.5)), ("snare", (1, 3)), ("hat", (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.25, 3.5, 3.75))),
        pad_level=0.5,
        chord_level=0.7,
        tune_level=0.4,
        bass_level=0.34,
        drum_level=0.6,
        room_level=0.18,
        room_seconds=0.8,
    ),
    "elegant": Mood(
        beats_per_minute=82,
        chord_beats=3,
        scale=MAJOR,
        progressions=((0, 5, 1, 4), (0, 2, 3, 4), (5, 3, 1, 4)),
        chord_notes=4,
        chord_centre=62,
        tune_centre=72,
        pad="strings",
        chords="harp",
        chord_rhythms=((0, 0.5, 1, 1.5, 2, 2.5), (0, 0.5, 1, 2, 2.5)),
        tune="strings",
        tune_rhythms=((0, 2), (0, 1), (1, 2)),
        bass="soft_piano",
        bass_rhythm=(0,),
        pad_level=0.4,
        chord_level=0.6,
        tune_level=0.3,
        bass_level=0.4,
        room_level=0.4,
        room_seconds=2.0,
    ),
    "playful": Mood(
        beats_per_minute=138,
        chord_beats=4,
        scale=DORIAN,
        progressions=((0, 3, 0, 4), (0, 1, 3, 4), (0, 6, 3, 4)),
        chord_notes=3,
        chord_centre=67,
        tune_centre=79,
        pad="",
        chords="pizzicato",
        chord_rhythms=((1, 3), (0.5, 1.5, 3), (1, 2, 3)),
        tune="marimba",
        tune_rhythms=((0, 0.5, 1, 2, 3), (0, 1, 1.5, 2, 2.5, 3.5), (0, 1.5, 2, 3, 3.5)),
        bass="pizzicato",
        bass_rhythm=(0, 2),
        drums=(("snap", (1, 3)), ("soft_kick", (0, 2)), ("shaker", (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5))),
        swing=0.12,
        chord_level=0.35,
        tune_level=0.6,
        bass_level=0.5,
        drum_level=0.4,
        room_level=0.16,
        room_seconds=0.6,
    ),
}
