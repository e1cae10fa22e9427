"""What this process counts, for Prometheus."""

import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Gauge, Histogram

from .app import EXTENSION, Limelight

METRICS = "limelight-metrics"


def install(app: Flask) -> None:
    """Count the requests and streams of an app, in a registry of its own."""
    registry = CollectorRegistry()
    parts: Limelight = app.extensions[EXTENSION]
    streams = Gauge("limelight_open_streams", "Streams that are open now", registry=registry)
    streams.set_function(lambda: len(parts.streams))
    reconnects = Gauge("limelight_bus_reconnects", "Times the LISTEN connection was made anew", registry=registry)
    reconnects.set_function(lambda: parts.bus.reconnects)
    seconds = Histogram(
        "limelight_request_seconds",
        "Time to the first byte, by route and status",
        ("route", "method", "status"),
        registry=registry,
    )

    @app.before_request
    def start() -> None:
        g.started_at = time.perf_counter()

    @app.after_request
    def observe(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        seconds.labels(route, request.method, response.status_code).observe(time.perf_counter() - g.started_at)
        return response

    app.extensions[METRICS] = registry
