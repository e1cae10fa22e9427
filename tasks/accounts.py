"""Accounts and their rotating refresh tokens in Postgres."""

from datetime import datetime
from uuid import UUID, uuid4

from psycopg.errors import UniqueViolation

from .db.pool import Database, run
from .errors import Conflict, Unauthenticated
from .records import Account


class AccountStore:
    """Finds and makes accounts; hands refresh tokens on."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, email: str | None, password_hash: str | None) -> Account:
        """A new account, a guest's when both are None; raises Conflict."""
        row = self._db.row("add_account", email=email, password_hash=password_hash)
        if row is None:
            raise Conflict("email_taken")
        return Account.from_row(row)

    def upgrade_guest(self, account_id: int, email: str, password_hash: str) -> Account | None:
        """Make a guest's account a full one, with all its tasks; None when it is no guest's. Raises Conflict."""
        try:
            row = self._db.row("upgrade_guest", account_id=account_id, email=email, password_hash=password_hash)
        except UniqueViolation as exc:
            raise Conflict("email_taken") from exc
        return Account.from_row(row) if row else None

    def find(self, account_id: int) -> Account:
        """An account by id; raises Unauthenticated, since only a token names one."""
        row = self._db.row("account", account_id=account_id)
        if row is None:
            raise Unauthenticated("token_invalid")
        return Account.from_row(row)

    def by_email(self, email: str) -> Account | None:
        """The account of a lower-case e-mail address."""
        row = self._db.row("account_by_email", email=email)
        return Account.from_row(row) if row else None

    def start_family(self, account_id: int, token_id: UUID, expires_at: datetime) -> None:
        """Remember the first refresh token of a new session."""
        with self._db.transaction() as connection:
            run(connection, "delete_expired_refresh_tokens")
            run(
                connection,
                "add_refresh_token",
                id=token_id,
                family_id=uuid4(),
                account_id=account_id,
                expires_at=expires_at,
                replaces=None,
            )

    def rotate(self, account_id: int, token_id: UUID, next_id: UUID, expires_at: datetime) -> None:
        """Exchange an account's refresh token for its successor.

        Raises Unauthenticated for an unknown or expired token, and for a used one, whose whole family is then revoked:
        either its owner or a thief has it twice. One that was used a moment ago is exchanged again, as long as no
        successor was used: its answer may have been lost.
        """
        with self._db.transaction() as connection:
            run(connection, "lock_account", account_id=account_id)
            if used := run(connection, "use_refresh_token", id=token_id):
                run(connection, "add_refresh_token", id=next_id, expires_at=expires_at, **used[0])
                return
            run(connection, "revoke_family", id=token_id)
        raise Unauthenticated("token_invalid", "This session has ended. Sign in again.")

    def end_family(self, token_id: UUID) -> None:
        """Log out: no refresh token of this session works any more."""
        self._db.rows("revoke_family", id=token_id)
