"""Puts the web process together."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from tasks.bootstrap import services
from tasks.broker import Queue, producer_broker
from tasks.bus import Bus
from tasks.eta import StageHistory
from tasks.media.photo import MAX_BYTES
from tasks.plans import enhancement_plans, video_plans
from tasks.settings import Settings

from . import app as parts
from . import errors, metrics, tokens
from .built_page import BuiltPage
from .links import Links
from .passwords import Passwords
from .rate_limits import limiter
from .requests import FORM_BYTES
from .resources import Resources
from .routes import (
    auth,
    brand,
    compositions,
    enhancements,
    estimates,
    history,
    media,
    pages,
    probes,
    storyboards,
    videos,
)
from .streaming.middleware import StreamMiddleware
from .streaming.opener import StreamOpener
from .streaming.stream import Streams


def build_app(settings: Settings) -> Flask:
    """The Flask app; nothing connects until the first request."""
    app = Flask(__package__, static_folder=None)
    app.config.update(
        SETTINGS=settings,
        MAX_CONTENT_LENGTH=MAX_BYTES + FORM_BYTES,
        RATELIMIT_ENABLED=bool(settings.max_requests_per_minute or settings.max_sign_ins_per_minute),
        RATELIMIT_STORAGE_URI="memory://",
    )
    shared = services(settings)
    links = Links(settings.secret_key)
    models = {plan.stage: plan.model for plan in (*enhancement_plans(settings), *video_plans(settings, 4))}
    resources = Resources(links, StageHistory(shared.db), models)
    bus = Bus(settings.database_url, shared.tasks)
    streams = Streams(bus, shared.tasks, links, resources, settings.max_streams, settings.max_streams_per_user)
    app.extensions[parts.EXTENSION] = parts.Limelight(
        settings=settings,
        db=shared.db,
        accounts=shared.accounts,
        tasks=shared.tasks,
        media=shared.media,
        queue=Queue(producer_broker(shared.db)),
        bus=bus,
        links=links,
        passwords=Passwords(),
        page=BuiltPage(),
        resources=resources,
        streams=streams,
    )
    tokens.install(app, settings)
    observe_stream = metrics.install(app)  # before what may refuse a request, to count that one too
    limiter.init_app(app)
    api = (auth, brand, estimates, enhancements, compositions, storyboards, videos, history, media)
    for module in (*api, probes, pages):
        app.register_blueprint(module.blueprint)
    errors.install(app)  # last, for an answer that it replaces still goes through all of the above
    opener = StreamOpener(streams, links, settings)
    app.wsgi_app = StreamMiddleware(app.wsgi_app, opener, observe_stream)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app
