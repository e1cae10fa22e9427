"""Accounts, their rotating refresh tokens and their brands in Postgres."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID, uuid4

from psycopg.errors import UniqueViolation

from .brand import Brand, Logo
from .db.pool import Database, run
from .errors import Conflict, Unauthenticated
from .records import Account


class AccountStore:
    """Finds and makes accounts; hands refresh tokens on; keeps brands."""

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

    def brand(self, account_id: int) -> Brand:
        """An account's brand, an empty one if it never gave any."""
        row = self._db.row("brand", account_id=account_id)
        return Brand(**row) if row else Brand()

    def save_brand(self, account_id: int, brand: Brand) -> None:
        """Replace names and colours; raises Unauthenticated when the account is gone."""
        if self._db.row("save_brand", account_id=account_id, **asdict(brand)) is None:
            raise Unauthenticated("token_invalid")

    def logo(self, account_id: int) -> Logo | None:
        """The logo of an account's brand."""
        row = self._db.row("logo", account_id=account_id)
        return Logo(**row) if row else None

    def save_logo(self, account_id: int, logo: Logo | None) -> None:
        """Replace or remove the logo; raises Unauthenticated when the account is gone."""
        values = asdict(logo) if logo else dict.fromkeys(("content", "content_type", "width", "height"))
        if self._db.row("save_logo", account_id=account_id, **values) is None:
            raise Unauthenticated("token_invalid")
