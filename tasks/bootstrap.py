"""What web and worker share; `webapp/factory.py` and `worker/bootstrap.py` each add their own."""

from dataclasses import dataclass

from .accounts import AccountStore
from .db.pool import Database
from .media.store import MediaStore
from .money.spend_limits import SpendLimits
from .settings import Settings
from .store import Store


@dataclass(frozen=True)
class Services:
    """The stores and limits that web and worker share."""

    db: Database
    accounts: AccountStore
    tasks: Store
    media: MediaStore
    limits: SpendLimits


def services(settings: Settings) -> Services:
    """The services of this process; connections are made when they are first needed."""
    db = Database(settings.database_url, settings.database_pool_size)
    db.open()
    media = MediaStore(db)
    limits = SpendLimits(settings.daily_spend_limit_usd, settings.daily_spend_limit_total_usd)
    tasks = Store(db, media, limits, settings.max_active_tasks_per_user)
    return Services(db, AccountStore(db), tasks, media, limits)
