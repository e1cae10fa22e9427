"""Signed links to media, and tokens for one task's stream: both carry their permission, without a look-up."""

import hashlib
import re
import time
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, Signer, URLSafeTimedSerializer
from pydantic import TypeAdapter

from tasks.errors import Forbidden, Unauthenticated

from .schemas.fields import Id

#: a link lives between one and two of these; it stays the same within one, so that browsers cache what is behind it
LINK_PERIOD_SECONDS = 6 * 3600
STREAM_TOKEN_SECONDS = 15 * 60

_SIGNER: dict[str, Any] = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
#: account id and task id
_STREAM_TOKEN = TypeAdapter(tuple[Id, Id])
_UNSIGNED = re.compile(r'"/media/([\w.-]+)"')


class Links:
    """Signs and checks with the deployment's secret key."""

    def __init__(self, secret_key: str) -> None:
        self._media = Signer(secret_key, salt="limelight.media", **_SIGNER)
        self._streams = URLSafeTimedSerializer(secret_key, salt="limelight.stream", signer_kwargs=_SIGNER)

    def media_url(self, key: str) -> str:
        """A link to a file that works for hours."""
        expires = (int(time.time()) // LINK_PERIOD_SECONDS + 2) * LINK_PERIOD_SECONDS
        return f"/media/{key}?expires={expires}&signature={self._signature(key, expires)}"

    def sign_media(self, event: str) -> str:
        """An event's JSON with every path to media turned into a link."""
        if '"/media/' not in event:
            return event
        return _UNSIGNED.sub(lambda match: f'"{self.media_url(match[1])}"', event)

    def check_media(self, key: str, expires: str, signature: str) -> None:
        """Raises Forbidden unless this is a link that was made here and still holds."""
        signed = f"{key}:{expires}"
        if not (expires.isascii() and expires.isdigit() and self._media.verify_signature(signed, signature)):
            raise Forbidden("link_expired")
        if int(expires) < time.time():
            raise Forbidden("link_expired")

    def stream_token(self, account_id: int, task_id: int) -> str:
        """Opens the stream of one task for some minutes, and nothing else."""
        return str(self._streams.dumps([account_id, task_id]))

    def read_stream_token(self, token: str) -> tuple[int, int, float]:
        """Account id, task id and expiry (seconds since the epoch); raises Unauthenticated."""
        try:
            content, made = self._streams.loads(token, STREAM_TOKEN_SECONDS, return_timestamp=True)
            account_id, task_id = _STREAM_TOKEN.validate_python(content)
        except SignatureExpired as exc:
            raise Unauthenticated("token_expired") from exc
        except (BadSignature, ValueError) as exc:
            raise Unauthenticated("token_invalid") from exc
        return account_id, task_id, made.timestamp() + STREAM_TOKEN_SECONDS

    def _signature(self, key: str, expires: int) -> str:
        return self._media.get_signature(f"{key}:{expires}").decode()
