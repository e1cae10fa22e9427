"""Composes a bed in a mood: chords that lead to an end, a tune over them, and the end where the clip ends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from .. import SAMPLE_RATE
from .instruments import DRUMS, INSTRUMENTS, Samples
from .mixer import Stereo, Track, finished, with_room
from .moods import BEDS, Mood

#: the last chord rings so long, as the tempo needs it
SHORTEST_END_SECONDS, LONGEST_END_SECONDS = 1.0, 2.4
#: chords before the last one: fewer are no music
FEWEST_CHORDS = 2
#: a longer bed has at least one chord more
SHORT_SECONDS = 6.0
#: so much faster than it would be may a bed be played before its chords become shorter
SQUEEZE = 1.115
#: keys, in half-tones above C: no farther apart than instruments sound alike in
KEYS = (0, 2, 3, 5, 7, 9, 10)
#: MIDI number; a phone plays little that is lower
LOWEST_BASS = 38
#: root mean square, of full scale: the mix makes the loudness of it
LOUDNESS = 0.16
FADE_IN_SECONDS, FADE_OUT_SECONDS = 0.02, 0.9
#: players are never quite together
UNEVEN_SECONDS, UNEVEN_LEVEL = 0.006, 0.12


@dataclass(frozen=True, slots=True)
class Measure:
    """How a bed fills its time."""

    chords: int
    beat_seconds: float
    #: the last chord comes here
    end_seconds: float


def measured(mood: Mood, seconds: float) -> Measure:
    """As many chords as fit, at nearly the mood's own tempo, and then the last one, which rings till the end."""
    chord_seconds = mood.chord_beats * 60 / mood.beats_per_minute
    found = []
    for chords in range(FEWEST_CHORDS, max(FEWEST_CHORDS, int(seconds / chord_seconds) + 1) + 1):
        wanted = chords * chord_seconds
        ring = min(max(seconds - wanted, SHORTEST_END_SECONDS), LONGEST_END_SECONDS)
        played = seconds - ring
        if played > 0:
            stretch = max(wanted / played, played / wanted)
            found.append((stretch, Measure(chords, played / chords / mood.chord_beats, played)))
    return min(found, key=lambda pair: pair[0])[1]


def compose(mood_name: str, seconds: float, seed: int) -> Stereo:
    """A bed of exactly `seconds` (at least 3) in one of the moods; the same seed always gives the same bed."""
    players = Players(mood_name, seconds, seed)
    players.play()
    mood = players.mood
    room = with_room(players.track.samples, mood.room_level, mood.room_seconds, players.rng)
    return finished(room, FADE_IN_SECONDS, FADE_OUT_SECONDS, LOUDNESS)


def _of_short_chords(mood: Mood, seconds: float) -> Mood:
    """A clip too short for the mood's chords gets chords of half their length, or of one beat less."""
    fewest = FEWEST_CHORDS if seconds < SHORT_SECONDS else FEWEST_CHORDS + 1
    beats = mood.chord_beats
    while beats > 1 and fewest * beats * 60 / mood.beats_per_minute + SHORTEST_END_SECONDS > seconds * SQUEEZE:
        beats = beats // 2 if beats % 2 == 0 else beats - 1

    def within(rhythm: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(time for time in rhythm if time < beats) or (0,)

    return replace(
        mood,
        chord_beats=beats,
        chord_rhythms=tuple(within(rhythm) for rhythm in mood.chord_rhythms),
        tune_rhythms=tuple(within(rhythm) for rhythm in mood.tune_rhythms),
        bass_rhythm=within(mood.bass_rhythm),
        drums=tuple((name, within(rhythm)) for name, rhythm in mood.drums),
    )


class Players:
    """Everybody who plays, with what the seed has chosen for them."""

    def __init__(self, mood_name: str, seconds: float, seed: int) -> None:
        self.mood = mood = _of_short_chords(BEDS[mood_name], seconds)
        self.seconds = seconds
        self.rng = rng = np.random.default_rng([seed, *mood_name.encode()])
        self.measure = measured(mood, seconds)
        self.track = Track(round(seconds * SAMPLE_RATE))
        self._key = 48 + int(rng.choice(KEYS))
        progression = mood.progressions[rng.integers(len(mood.progressions))]
        # counted from the end, so that the last of it leads home
        self._degrees = [progression[-1 - number % len(progression)] for number in range(self.measure.chords)][::-1]
        self._chord_rhythm = mood.chord_rhythms[rng.integers(len(mood.chord_rhythms))]
        self._tune_rhythms = [mood.tune_rhythms[number] for number in rng.integers(len(mood.tune_rhythms), size=2)]
        self._hits = {name: DRUMS[name](rng) for name, _ in mood.drums}
        self._tune_note = mood.tune_centre
        self._note = cache(self._sounded)

    def play(self) -> None:
        """Chord after chord: first some of them, then all, and the last chord together."""
        chord_seconds = self.measure.beat_seconds * self.mood.chord_beats
        for number, degree in enumerate(self._degrees):
            start = number * chord_seconds
            notes = self._chord(degree)
            # it begins thinner, or there is nowhere to go
            is_thin = number == 0 and self.measure.chords > FEWEST_CHORDS
            self._pad(notes, start, chord_seconds)
            self._chords(notes, start, is_thin)
            self._bass(degree, start, is_thin)
            # without a pad under it, a mood needs its tune at once
            if not is_thin or not self.mood.pad:
                self._tune(notes, start, number)
            self._drums(start, is_thin)
        self._end(self._chord(0))

    def _pad(self, notes: list[int], start: float, length: float) -> None:
        if self.mood.pad:
            for place, note in enumerate(notes):
                self._add(self.mood.pad, note, start, length, self.mood.pad_level, 0.25 + 0.5 * place / len(notes))

    def _chords(self, notes: list[int], start: float, is_thin: bool) -> None:
        times = self._chord_rhythm[::2] if is_thin else self._chord_rhythm
        # an arpeggio where there are many, else the whole chord at once
        together = len(self._chord_rhythm) <= 3
        for number, time in enumerate(times):
            played = notes if together else [notes[(0, 2, 1, -1, 1, 2)[number % 6] % len(notes)]]
            for note in played:
                at = start + self._moved(time)
                self._add(self.mood.chords, note, at, 0.9, self.mood.chord_level, 0.35 + 0.3 * (number % 2))

    def _bass(self, degree: int, start: float, is_thin: bool) -> None:
        root = self._root(degree)
        rhythm = self.mood.bass_rhythm[:1] if is_thin else self.mood.bass_rhythm
        following = [*rhythm[1:], self.mood.chord_beats]
        for time, until in zip(rhythm, following, strict=True):
            length = (until - time) * self.measure.beat_seconds
            self._add(self.mood.bass, root, start + self._moved(time), length, self.mood.bass_level)

    def _tune(self, notes: list[int], start: float, number: int) -> None:
        rhythm = self._tune_rhythms[number % 2]
        for time in rhythm:
            # notes of the chord on the beat, steps of the scale between
            near = self._near(notes if time == int(time) else self._scale())
            self._tune_note = int(self.rng.choice(near))
            length = min(self.mood.chord_beats - time, 1.5) * self.measure.beat_seconds
            self._add(self.mood.tune, self._tune_note, start + self._moved(time), length, self.mood.tune_level, 0.58)

    def _drums(self, start: float, is_thin: bool) -> None:
        for name, rhythm in self.mood.drums[-1:] if is_thin else self.mood.drums:
            for time in rhythm:
                level = self.mood.drum_level * (1 - UNEVEN_LEVEL * self.rng.random())
                self.track.add(self._hits[name], start + self._moved(time), level, 0.5 if "kick" in name else 0.56)

    def _end(self, notes: list[int]) -> None:
        """The tonic, by everybody, and it rings."""
        at = self.measure.end_seconds
        length = max(0.1, self.seconds - at - 0.5)
        self._pad(notes, at, length)
        for place, note in enumerate(notes):
            # not quite at once, as a hand on strings
            self._add(self.mood.chords, note, at + 0.018 * place, length, self.mood.chord_level, 0.3 + 0.12 * place)
        self._add(self.mood.bass, self._root(0), at, length, self.mood.bass_level)
        home = min(self._near(notes[:1], 12), key=lambda note: abs(note - self._tune_note))
        self._add(self.mood.tune, home, at + 0.02, length, self.mood.tune_level, 0.58)
        for name in [name for name in self._hits if "kick" in name or name in ("clap", "snare", "snap")]:
            self.track.add(self._hits[name], at, self.mood.drum_level)

    # -- pitches

    def _pitch(self, degree: int) -> int:
        octave, step = divmod(degree, len(self.mood.scale))
        return self._key + 12 * octave + self.mood.scale[step]

    def _root(self, degree: int) -> int:
        """The bass's note, in its own octave."""
        return LOWEST_BASS + (self._pitch(degree) - LOWEST_BASS) % 12

    def _chord(self, degree: int) -> list[int]:
        """Its notes from low to high, each in the octave nearest to the chords' centre, and no two side by side."""
        found = [self._pitch(degree + 2 * number) for number in range(self.mood.chord_notes)]
        centre = self.mood.chord_centre
        notes = sorted(note + 12 * round((centre - note) / 12) for note in found)
        return sorted(note + 12 if note - 1 in notes else note for note in notes)

    def _scale(self) -> list[int]:
        return [self._pitch(degree) for degree in range(len(self.mood.scale))]

    def _near(self, notes: Sequence[int], most: int = 6) -> list[int]:
        """Those notes, in any octave, that the tune may step to without a leap."""
        around = (self._tune_note + self.mood.tune_centre) // 2
        found = {note + 12 * octave for note in notes for octave in range(-4, 5)}
        return sorted(note for note in found if abs(note - around) <= most)

    # -- notes

    def _moved(self, beat: float) -> float:
        """Seconds after the chord's beginning: swung, where the mood swings."""
        late = self.mood.swing if beat % 1 == 0.5 else 0.0
        return (beat + late) * self.measure.beat_seconds

    def _add(self, name: str, note: int, at: float, length: float, level: float, pan: float = 0.5) -> None:
        uneven = self.rng.random() * UNEVEN_SECONDS
        sound = self._note(name, note, round(length, 2))
        self.track.add(sound, at + uneven, level * (1 - UNEVEN_LEVEL * self.rng.random()), pan)

    def _sounded(self, name: str, note: int, length: float) -> Samples:
        return INSTRUMENTS[name](440 * 2 ** ((note - 69) / 12), length)
