"""Where ffmpeg is."""

from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]  # it carries no types

from ..errors import SettingsError


def find_ffmpeg() -> str:
    """Its path; raises SettingsError when there is none.

    To be called before there are threads: the search starts processes in a way that is only safe then.
    """
    try:
        return str(get_ffmpeg_exe())
    except RuntimeError as exc:
        raise SettingsError(
            message="There is no ffmpeg for this machine: install one, or name it in IMAGEIO_FFMPEG_EXE."
        ) from exc
