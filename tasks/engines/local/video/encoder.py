"""How ffmpeg is asked to turn raw frames into a clip, and what it says of its progress."""

from pathlib import Path

from ....media.photo import Size
from .child import FRAMES_PER_SECOND

#: what frames are, and said so, or players guess and colours shift
TELEVISION = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv:chroma_location=center"
#: looks as the picture does, 4 seconds are 1-2 MB; "faster" at 17 takes 1.4 times the work for the same size and SSIM
QUALITY = ("-preset", "veryfast", "-crf", "16", "-maxrate", "8M", "-bufsize", "16M")
#: a frame takes 14 MB in here, and by default 20 of them wait; with fewer the same size has an SSIM of 0.001 less
FRUGAL = "rc-lookahead=4:sync-lookahead=0:sliced-threads=1:bframes=2:b-pyramid=none"
#: players jump to any second
KEYFRAME_FRAMES = 2 * FRAMES_PER_SECOND
THREADS = 2
#: of CPU time, per second of clip: several times what it takes on a slow machine
CPU_SECONDS_PER_SECOND = 20
PROGRESS_SECONDS = 0.2


def command(ffmpeg: str, size: Size, duration_seconds: float, clip_fd: int, sound: Path | None = None) -> list[str]:
    """Read frames (`yuv420p`, one after the other) from standard input, write the MP4 to `clip_fd`, progress to output.

    `sound` is cut, or filled up with silence, to the clip's length; without one the clip has a silent track, because
    some players and platforms refuse a clip without any. The clip's file must be one that can be opened again under
    /dev/fd: ffmpeg reads it once more to put its index in front.
    """
    seconds = f"{duration_seconds:g}"
    return [
        *(ffmpeg, "-hide_banner", "-loglevel", "error", "-y", "-progress", "pipe:1", "-nostats"),
        *("-stats_period", f"{PROGRESS_SECONDS}"),
        *("-timelimit", f"{10 + round(CPU_SECONDS_PER_SECOND * duration_seconds)}"),
        *("-thread_queue_size", "1", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{size}"),
        *("-r", f"{FRAMES_PER_SECOND}", "-i", "pipe:0"),
        *(("-i", f"file:{sound}") if sound else ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo")),
        *("-af", "apad", "-t", seconds),
        *("-map", "0:v", "-map", "1:a", "-vf", TELEVISION, "-c:v", "libx264", "-profile:v", "high"),
        *(
            *QUALITY,
            "-x264-params",
            FRUGAL,
            "-g",
            f"{KEYFRAME_FRAMES}",
            "-threads",
            f"{THREADS}",
            "-filter_threads",
            "1",
        ),
        *(
            "-c:a",
            "aac",
            "-b:a",
            "160k" if sound else "32k",
            "-map_metadata",
            "-1",
            "-movflags",
            "+faststart",
            "-f",
            "mp4",
        ),
        f"/dev/fd/{clip_fd}",
    ]


def frames_done(line: bytes) -> int | None:
    """How many frames are encoded, if this line of the progress says so."""
    name, _, value = line.partition(b"=")
    return int(value) if name == b"frame" and value.strip().isdigit() else None
