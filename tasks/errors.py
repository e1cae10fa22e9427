"""Every named failure: one class per meaning that our code handles differently, one code per meaning for users.

Nothing here knows HTTP; `webapp/errors.py` has the one table from codes to statuses.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class LimelightError(Exception):
    """A failure that users read about: `code` for programs, `message` for people, in HTTP answers and failed tasks."""

    #: by code, what users read; a class with one code is raised without naming it
    messages: ClassVar[Mapping[str, str]] = {
        "worker_lost": "The task was interrupted too many times. Try again.",
        "internal_error": "Something went wrong on our side. We've logged it; try again.",
        "page_missing": "The page has not been built yet. Run the frontend's build.",
    }
    #: whether trying again can help
    retryable: ClassVar[bool] = True

    def __init__(self, code: str = "", message: str = "", **details: Any) -> None:
        if not code:
            [code] = self.messages
        self.code = code
        self.message = message or self.messages[code]
        self.details = details
        super().__init__(self.message)


class SettingsError(LimelightError):
    """The site's operator has to change a setting."""

    messages = {"settings_invalid": "A setting has a wrong value."}


# -- what a caller sent


class InvalidInput(LimelightError):
    """The request cannot be understood, or a field has an impossible value."""

    messages = {
        "input_invalid": "A field has a value that cannot be used.",
        "json_invalid": "The request body is not valid JSON.",
        "file_missing": "No picture was sent. Choose a JPEG, PNG, WebP or AVIF file.",
        "too_many_files": "Send exactly one picture.",
    }


class PictureUnusable(LimelightError):
    """A picture that cannot be read, by anybody or within our limits."""

    messages = {
        "file_empty": "The file is empty. Choose another picture.",
        "file_too_large": "The file is larger than 30 MB. Choose a smaller one.",
        "picture_unsupported": (
            "This is not a JPEG, PNG, WebP or AVIF picture. Convert it to one of these and try again."
        ),
        "picture_heic": (
            "This is a HEIC photo, the format iPhones store. Send it as JPEG: on an iPhone, pick it from the photo"
            " library and it is converted; on a Mac, open it in Preview and export it as JPEG."
        ),
        "picture_animated": "Animated pictures aren't supported. Choose a still picture.",
        "picture_broken": "The picture is damaged or incomplete. Save it again and upload the new file.",
        "logo_broken": "The logo is damaged or incomplete. Save it again and upload the new file.",
        "picture_too_large": ("The picture has more than 40 megapixels (a JPEG: 50). Make it smaller and try again."),
        "picture_too_slow": (
            "The picture takes too much time or memory to read. Save it in a simpler format and try again."
        ),
    }
    retryable = False


class Conflict(LimelightError):
    """The request contradicts what is there."""

    messages = {
        "idempotency_conflict": "This Idempotency-Key was already used with different content.",
        "email_taken": "An account with this email already exists. Log in instead.",
        "task_conflict": "The task can't do this in its current state.",
        "cutout_missing": (
            "There is no cut-out of the product in this photo, so its background can't be changed. "
            "Upload the photo again, or another one."
        ),
    }


# -- who is asking


class Unauthenticated(LimelightError):
    """Nobody knows who is asking."""

    messages = {
        "not_authenticated": "Log in first.",
        "token_invalid": "This token is not valid here. Sign in again.",
        "token_expired": "This token has expired.",
        "credentials_wrong": "Wrong email or password.",
    }


class Forbidden(LimelightError):
    """What was shown does not open this."""

    messages = {
        "token_wrong_task": "This token is for another task.",
        "guests_off": "This site doesn't allow guests. Create an account or log in.",
        "link_expired": "This link has expired or was altered. Reload the page for a fresh one.",
    }


class LimitReached(LimelightError):
    """More was asked for than a user may have now."""

    messages = {
        "too_many_active_tasks": "Too many of your tasks are running. Wait for one to finish.",
        "rate_limited": "Too many requests. Wait a moment.",
        "spend_limit_reached": (
            "Today's spending limit has been reached. Try again tomorrow, or ask the site's operator to raise it."
        ),
    }


class StreamsExhausted(LimelightError):
    """No further stream can be opened; a task's status can still be asked for."""

    messages = {
        "too_many_streams": "You have too many streams open. Close some, or ask for the task's status instead.",
        "too_many_watchers": ("This server holds as many streams open as it can. Ask for the task's status meanwhile."),
    }


# -- tasks and media


class TaskNotFound(LimelightError):
    """No such task, or a stranger's."""

    messages = {"task_not_found": "There is no such task."}


class MediaNotFound(LimelightError):
    """No such file, or not any more."""

    messages = {"media_not_found": "This file doesn't exist."}


class FilesRemoved(LimelightError):
    """A task whose files are gone cannot go on."""

    messages = {"files_removed": "The files for this task have been deleted. Upload the photo again."}
    retryable = False


class LeaseLost(LimelightError):
    """This worker must stop working on the task at once."""

    messages = {"lease_lost": "The task was cancelled, or another worker took it over."}


class EngineFailed(LimelightError):
    """An engine on this machine broke down, through no fault of its input."""

    messages = {"engine_failed": "This step couldn't be finished. Try again."}


class DatabaseUnavailable(LimelightError):
    """Postgres is away."""

    messages = {
        "database_unavailable": "The database is unavailable right now. Nothing was lost; try again in a moment."
    }


# -- what a provider answered


class ProviderError(LimelightError):
    """A provider's call failed, and nobody knows whether it was paid for."""

    messages = {
        "provider_failed": "The provider couldn't do this. Try again.",
        "provider_timeout": "The provider didn't answer in time. We can't tell whether the call was charged.",
        "provider_connection_lost": (
            "The connection to the provider was lost. We can't tell whether the call was charged."
        ),
        "purchase_unknown": (
            "The work was interrupted, and we can't tell whether it was charged. Trying again may charge you once more."
        ),
        "video_too_slow": "The provider didn't finish the video in time. We can't tell whether it was charged.",
    }
    #: whether the failed call was paid for: False surely not, None nobody knows
    bought: ClassVar[bool | None] = None
    #: whether the same call may succeed in a moment
    transient: ClassVar[bool] = False

    def __init__(
        self,
        code: str = "",
        message: str = "",
        *,
        wait_seconds: float | None = None,
        begun: bool = False,
        **details: Any,
    ) -> None:
        super().__init__(code, message, **details)
        #: how long the provider asks us to wait
        self.wait_seconds = wait_seconds
        #: whether it came in the middle of the work, which may be billed as far as it went, whatever `bought` says
        self.begun = begun


class ProviderRefused(ProviderError):
    """The provider refused the call, and charged nothing."""

    messages = {
        "provider_key_wrong": (
            "The provider rejected this site's API key. Only the site's operator can fix this; try again later."
        ),
        "provider_forbidden": (
            "This site's provider account isn't allowed to use this model. Only the site's operator can fix this."
        ),
        "provider_quota_used_up": (
            "This site's provider account has run out of credit. "
            "Only the site's operator can fix this; try again later."
        ),
        "model_gone": "The provider no longer offers this model. Only the site's operator can fix this.",
        "video_refused": (
            "The provider couldn't render this video. Change the script or use another picture, then try again."
        ),
    }
    bought: ClassVar[bool | None] = False


class ProviderRejected(ProviderRefused):
    """The provider has no such call, or not with these values."""

    messages = {
        "provider_rejected": "The provider rejected the request. Try again, or use another photo or description."
    }


class InputRefused(ProviderRefused):
    """The provider refused the user's photo or text, and would again."""

    messages = {
        "moderation_refused": (
            "The provider declined this photo or text. Change the description or use another photo, then start over."
        ),
        "provider_picture_too_large": "The picture is too large for the provider. Use a smaller one.",
    }
    retryable = False


class VideoModerated(InputRefused):
    """A video was declined after its job had begun: some providers charge for it."""

    messages = {
        "moderation_refused": (
            "The provider declined this picture or script. Change the script or use another picture, then start over."
        )
    }
    bought = None


class ProviderBusy(ProviderError):
    """The provider cannot be reached or is overloaded, for now; nothing was charged."""

    messages = {
        "provider_busy": "The provider is overloaded. Try again in a few minutes.",
        "provider_unreachable": "Can't reach the provider. Try again in a few minutes.",
    }
    bought = False
    transient = True


class ProviderAnswerUnusable(ProviderError):
    """The provider delivered something that is of no use."""

    messages = {
        "provider_answer_unusable": (
            "The provider's answer was empty or damaged. We can't tell whether the call was charged."
        )
    }


class VideoExpired(ProviderError):
    """The provider has forgotten the job or its video."""

    messages = {"video_expired": "The provider no longer has this video. Try again to make it once more."}


_PROVIDER_ERRORS: dict[str, type[ProviderError]] = {
    code: kind
    for kind in (
        *(ProviderError, ProviderRefused, ProviderRejected, InputRefused),
        *(ProviderBusy, ProviderAnswerUnusable, VideoExpired),
    )
    for code in kind.messages
}


def provider_error(code: str, *, wait_seconds: float | None = None, begun: bool = False) -> ProviderError:
    """The error that has this code."""
    return _PROVIDER_ERRORS[code](code, wait_seconds=wait_seconds, begun=begun)
