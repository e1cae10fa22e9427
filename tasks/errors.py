"""Every named failure of Limelight: one class per meaning, its docstring is what the user reads.

Nothing here knows HTTP; `webapp/errors.py` has the one table from class to status.
"""

from typing import Any, ClassVar


class LimelightError(Exception):
    """Something went wrong."""

    #: stable name for programs, the same in HTTP answers and in a failed task's `error`
    code: ClassVar[str] = "error"

    def __init__(self, message: str = "", **details: Any) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.details = details
        super().__init__(self.message)


class SettingsError(LimelightError):
    """A setting has a wrong value."""

    code = "settings_invalid"


# -- what a caller sent


class InvalidJson(LimelightError):
    """The request body is not valid JSON."""

    code = "json_invalid"


class InvalidInput(LimelightError):
    """A field has a value that cannot be used."""

    code = "input_invalid"


class FileMissing(LimelightError):
    """No picture was sent. Choose a JPEG, PNG or WebP file."""

    code = "file_missing"


class TooManyFiles(LimelightError):
    """Send exactly one picture."""

    code = "too_many_files"


class FileEmpty(LimelightError):
    """The file is empty. Choose another picture."""

    code = "file_empty"


class UploadTooLarge(LimelightError):
    """The file is larger than 20 MB. Choose a smaller one."""

    code = "file_too_large"


class PictureUnsupported(LimelightError):
    """This is not a JPEG, PNG or WebP picture. Convert it to one of these and try again."""

    code = "picture_unsupported"


class PictureAnimated(LimelightError):
    """Animated pictures aren't supported. Choose a still picture."""

    code = "picture_animated"


class PictureBroken(LimelightError):
    """The picture is damaged or incomplete. Save it again and upload the new file."""

    code = "picture_broken"


class PictureTooLarge(LimelightError):
    """The picture has more than 40 megapixels. Make it smaller and try again."""

    code = "picture_too_large"


class IdempotencyConflict(LimelightError):
    """This Idempotency-Key was already used with different content."""

    code = "idempotency_conflict"


# -- who is asking


class NotAuthenticated(LimelightError):
    """Log in first."""

    code = "not_authenticated"


class TokenInvalid(LimelightError):
    """This token is not valid here. Sign in again."""

    code = "token_invalid"


class TokenExpired(LimelightError):
    """This token has expired."""

    code = "token_expired"


class TokenWrongTask(LimelightError):
    """This token is for another task."""

    code = "token_wrong_task"


class CredentialsWrong(LimelightError):
    """Wrong email or password."""

    code = "credentials_wrong"


class EmailTaken(LimelightError):
    """An account with this email already exists. Log in instead."""

    code = "email_taken"


class GuestsOff(LimelightError):
    """This site doesn't allow guests. Create an account or log in."""

    code = "guests_off"


# -- tasks and media


class TaskNotFound(LimelightError):
    """There is no such task."""

    code = "task_not_found"


class TaskConflict(LimelightError):
    """The task can't do this in its current state."""

    code = "task_conflict"


class TooManyActiveTasks(LimelightError):
    """Too many of your tasks are running. Wait for one to finish."""

    code = "too_many_active_tasks"


class TooManyStreams(LimelightError):
    """You have too many streams open. Close some, or ask for the task's status instead."""

    code = "too_many_streams"


class TooManyWatchers(LimelightError):
    """This server holds as many streams open as it can. Ask for the task's status meanwhile."""

    code = "too_many_watchers"


class MediaNotFound(LimelightError):
    """This file doesn't exist."""

    code = "media_not_found"


class FilesRemoved(LimelightError):
    """The files for this task have been deleted. Upload the photo again."""

    code = "files_removed"


class LinkExpired(LimelightError):
    """This link has expired or was altered. Reload the page for a fresh one."""

    code = "link_expired"


class LeaseLost(LimelightError):
    """The task was cancelled, or another worker took it over."""

    code = "lease_lost"


class WorkerLost(LimelightError):
    """The task was interrupted too many times. Try again."""

    code = "worker_lost"


class EngineFailed(LimelightError):
    """This step couldn't be finished. Try again."""

    code = "engine_failed"


class PictureTooSlow(LimelightError):
    """The picture takes too much time or memory to read. Save it in a simpler format and try again."""

    code = "picture_too_slow"


# -- what a provider answered. `bought` says whether the failed call was paid for: False surely not, None nobody knows


class ProviderError(LimelightError):
    """The provider couldn't do this. Try again."""

    code = "provider_failed"
    bought: ClassVar[bool | None] = None
    #: whether the user can do something by trying again
    retryable: ClassVar[bool] = True
    #: whether waiting a moment and asking again may help by itself
    transient: ClassVar[bool] = False

    def __init__(
        self, message: str = "", *, wait_seconds: float | None = None, begun: bool = False, **details: Any
    ) -> None:
        super().__init__(message, **details)
        #: how long the provider asks us to wait
        self.wait_seconds = wait_seconds
        #: whether it came in the middle of the work, which may be billed as far as it went, whatever `bought` says
        self.begun = begun


class ModerationRefused(ProviderError):
    """The provider declined this photo or text. Change the description or use another photo, then start over."""

    code = "moderation_refused"
    bought: ClassVar[bool | None] = False
    retryable = False


class ProviderKeyWrong(ProviderError):
    """The provider rejected this site's API key. Only the site's operator can fix this; try again later."""

    code = "provider_key_wrong"
    bought = False


class ProviderForbidden(ProviderError):
    """This site's provider account isn't allowed to use this model. Only the site's operator can fix this."""

    code = "provider_forbidden"
    bought = False


class ProviderQuotaUsedUp(ProviderError):
    """This site's provider account has run out of credit. Only the site's operator can fix this; try again later."""

    code = "provider_quota_used_up"
    bought = False


class ProviderBusy(ProviderError):
    """The provider is overloaded. Try again in a few minutes."""

    code = "provider_busy"
    bought = False
    transient = True


class ProviderUnreachable(ProviderError):
    """Can't reach the provider. Try again in a few minutes."""

    code = "provider_unreachable"
    bought = False
    transient = True


class ModelGone(ProviderError):
    """The provider no longer offers this model. Only the site's operator can fix this."""

    code = "model_gone"
    bought = False


class ProviderPictureTooLarge(ProviderError):
    """The picture is too large for the provider. Use a smaller one."""

    code = "provider_picture_too_large"
    bought = False
    retryable = False


class ProviderRejected(ProviderError):
    """The provider rejected the request. Try again, or use another photo or description."""

    code = "provider_rejected"
    bought = False


class ProviderTimeout(ProviderError):
    """The provider didn't answer in time. We can't tell whether the call was charged."""

    code = "provider_timeout"


class ProviderConnectionLost(ProviderError):
    """The connection to the provider was lost. We can't tell whether the call was charged."""

    code = "provider_connection_lost"


class ProviderAnswerUnusable(ProviderError):
    """The provider's answer was empty or damaged. We can't tell whether the call was charged."""

    code = "provider_answer_unusable"


class PurchaseUnknown(ProviderError):
    """The work was interrupted, and we can't tell whether it was charged. Trying again may charge you once more."""

    code = "purchase_unknown"


class VideoRefused(ProviderError):
    """The provider couldn't render this video. Change the script or use another picture, then try again."""

    code = "video_refused"
    bought = False


class VideoTooSlow(ProviderError):
    """The provider didn't finish the video in time. We can't tell whether it was charged."""

    code = "video_too_slow"


class VideoModerated(ModerationRefused):
    """The provider declined this picture or script. Change the script or use another picture, then start over."""

    bought = None  # some charge for what they refuse


class VideoExpired(ProviderError):
    """The provider no longer has this video. Try again to make it once more."""

    code = "video_expired"


class SpendLimitReached(LimelightError):
    """Today's spending limit has been reached. Try again tomorrow, or ask the site's operator to raise it."""

    code = "spend_limit_reached"


# -- what is around us


class InternalError(LimelightError):
    """Something went wrong on our side. We've logged it; try again."""

    code = "internal_error"


class RateLimited(LimelightError):
    """Too many requests. Wait a moment."""

    code = "rate_limited"


class DatabaseUnavailable(LimelightError):
    """The database is unavailable right now. Nothing was lost; try again in a moment."""

    code = "database_unavailable"
