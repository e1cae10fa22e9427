"""What a clip sounds like: music composed here, a voice, and their mix."""

#: samples a second, of everything that is mixed; two channels
SAMPLE_RATE = 48_000
