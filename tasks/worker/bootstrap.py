"""The worker's composition root: its pipelines, and the broker that runs them."""

import dramatiq

from ..bootstrap import services
from ..broker import Queue, consumer_broker
from ..engines import catalogue
from ..engines.clips import ClipOpener
from ..engines.ffmpeg import find_ffmpeg
from ..engines.pictures.cutter.process import Cutter
from ..engines.pictures.packshots import PackshotMaker
from ..engines.pictures.processes import PictureProcesses
from ..eta import StageHistory
from ..money.jobs import Jobs
from ..money.ledger import Ledger
from ..plans import enhancement_plans, video_sizes
from ..settings import Settings
from . import actors
from .composition import CompositionPipeline
from .composition_store import CompositionStore
from .enhancement import EnhancementPipeline
from .lease_store import LeaseStore
from .model_check import ModelCheck
from .runner import Pipeline, Runner
from .shutdown import CallAtShutdown
from .sweeper import Sweeper
from .video.pipeline import VideoPipeline


def worker_broker(settings: Settings) -> dramatiq.Broker:
    """A broker whose worker runs every kind of task, and sweeps."""
    ffmpeg = find_ffmpeg()  # before there are threads
    shared = services(settings)
    deadline_seconds = {
        "enhance": settings.image_deadline_seconds,
        "script": settings.script_deadline_seconds,
        "render": settings.video_call_deadline_seconds,
    }
    ledger = Ledger(
        shared.db, shared.limits, settings.rebuy_unknown, settings.provider_timeout_seconds, deadline_seconds
    )
    jobs = Jobs(shared.db, ledger)
    processes, cutter = PictureProcesses(), Cutter(threads=settings.cut_out_threads)
    if settings.cut_out and settings.image_engine != "instant":
        cutter.start()
    packshots = PackshotMaker(processes, cutter, settings.cut_out)
    pictures = catalogue.picture_engine(settings, processes, packshots)
    scripts = catalogue.script_engine(settings, processes)
    video = catalogue.video_engine(settings, ffmpeg)
    speech = catalogue.speech_engine(settings)
    pipelines: dict[str, Pipeline] = {
        "enhancement": EnhancementPipeline(shared.media, ledger, pictures, scripts),
        "video": VideoPipeline(
            shared.media,
            shared.accounts,
            jobs,
            video,
            catalogue.framing(settings, processes),
            ClipOpener(ffmpeg, processes).open,
            video_sizes(settings),
            settings.video_deadline_minutes * 60,
            catalogue.sound_maker(settings, ffmpeg, speech),
        ),
        "composition": CompositionPipeline(
            shared.media,
            CompositionStore(shared.db),
            processes,
            packshots,
            catalogue.local_picture_engine(processes, packshots).fit,
        ),
    }
    sweeper = Sweeper(shared.tasks, lambda: jobs.abandon_orphans(video), settings.media_retention_days)
    bought = [plan.model for plan in enhancement_plans(settings) if plan.provider]
    check = ModelCheck(shared.db, catalogue.model_notices(settings, bought))
    ends = [processes.close, cutter.close, *([speech.close] if speech else [])]
    broker = consumer_broker(settings.database_url, [sweeper, check, CallAtShutdown(*ends)])
    runner = Runner(LeaseStore(shared.db), Queue(broker), StageHistory(shared.db), pipelines)
    actors.declare(broker, runner)
    return broker
