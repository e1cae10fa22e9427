"""The one composition root: what is made of the settings, and handed to whom."""

from dataclasses import dataclass

import dramatiq

from . import actors
from .accounts import AccountStore
from .broker import Queue, sending_broker, working_broker
from .db import Database
from .enhancement import Enhancement
from .eta import Times
from .jobs import Jobs
from .leases import LeasedStore
from .ledger import Ledger
from .media import MediaStore
from .model_check import ModelCheck
from .offers import enhancement_offers
from .runner import Pipeline, Runner
from .settings import Settings
from .spending import SpendLimits
from .store import Store
from .sweeper import Sweeper
from .video import VideoMaking


@dataclass(frozen=True)
class Services:
    """What the web process works with."""

    db: Database
    accounts: AccountStore
    tasks: Store
    media: MediaStore
    queue: Queue


def web_services(settings: Settings) -> Services:
    """The services of a web process; connections are made when they are first needed."""
    db = Database(settings.database_url, settings.database_pool_size)
    db.open()
    media = MediaStore(db)
    queue = Queue(sending_broker(db))
    return Services(db, AccountStore(db), Store(db, media), media, queue)


def worker_broker(settings: Settings) -> dramatiq.Broker:
    """A broker whose worker runs every kind of task, and sweeps."""
    # only in a worker: a web process does not carry what engines import
    from .engines import catalogue
    from .engines.clips import opened

    video = catalogue.video_engine(settings)  # before there are threads: it looks for ffmpeg by starting processes
    db = Database(settings.database_url, settings.database_pool_size)
    db.open()
    media, store = MediaStore(db), Store(db, MediaStore(db))
    limits = SpendLimits(settings.daily_spend_limit_usd, settings.daily_spend_limit_total_usd)
    ledger = Ledger(db, limits, settings.rebuy_unknown, settings.provider_timeout_seconds)
    jobs = Jobs(db, ledger)
    pipelines: dict[str, Pipeline] = {
        "enhancement": Enhancement(
            media, ledger, catalogue.picture_engine(settings), catalogue.script_engine(settings)
        ),
        "video": VideoMaking(
            media, jobs, video, catalogue.framing(settings), opened, settings.video_deadline_minutes * 60
        ),
    }
    sweeper = Sweeper(store, lambda: jobs.abandon_orphans(video), settings.media_retention_days)
    bought = [offer.model for offer in enhancement_offers(settings) if offer.provider]
    check = ModelCheck(db, catalogue.model_notices(settings, bought))
    broker = working_broker(settings.database_url, [sweeper, check])
    runner = Runner(LeasedStore(db), Queue(broker), Times(db), pipelines)
    actors.declare(broker, runner)
    return broker
