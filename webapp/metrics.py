"""This process's Prometheus metrics."""

import time
from collections.abc import Callable, Iterator
from itertools import accumulate

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from tasks.bus import Bus

from .app import EXTENSION, Limelight
from .resources import ROUTES
from .streaming.stream import Streams

METRICS = "limelight-metrics"
#: labels are kept for good, and anyone can invent a method
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"


class _Streams(Collector):
    """Exports the counts that the streams keep themselves, thousands of times a second."""

    def __init__(self, streams: Streams, bus: Bus) -> None:
        self._streams = streams
        self._bus = bus

    def collect(self) -> Iterator[Metric]:
        """The counts as of now."""
        yield GaugeMetricFamily("limelight_open_streams", "Streams that are open now", len(self._streams))
        ends = CounterMetricFamily(
            "limelight_stream_ends", "Streams that ended: finished, gone, slow, aged, shutdown", labels=["reason"]
        )
        for reason, count in self._streams.ends.items():
            ends.add_metric([reason], count)
        yield ends
        bounds = [*map(str, self._streams.LAG_BOUNDS), "+Inf"]
        yield HistogramMetricFamily(
            "limelight_stream_lag_seconds",
            "From the writing of a progress row to its sending, for each row sent as it happened",
            list(zip(bounds, accumulate(self._streams.lags), strict=True)),
            self._streams.lag_seconds,
        )
        reconnects = "Times the LISTEN connection was replaced"
        yield CounterMetricFamily("limelight_bus_reconnects", reconnects, self._bus.reconnects)


def install(app: Flask) -> Callable[[str, float], None]:
    """Count the requests and streams of an app, in a registry of its own.

    Returns what counts a stream that was opened without Flask: by its kind and the seconds to its first byte.
    """
    registry = CollectorRegistry()
    parts: Limelight = app.extensions[EXTENSION]
    registry.register(_Streams(parts.streams, parts.bus))
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
        route = request.url_rule.rule if request.url_rule else OTHER
        method = request.method if request.method in METHODS else OTHER
        seconds.labels(route, method, response.status_code).observe(time.perf_counter() - g.started_at)
        return response

    app.extensions[METRICS] = registry

    def observe_stream(kind: str, seconds_taken: float) -> None:
        seconds.labels(f"{ROUTES[kind]}/<int:task_id>/stream", "GET", 200).observe(seconds_taken)

    return observe_stream
