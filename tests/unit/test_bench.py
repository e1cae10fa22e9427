"""The benchmark's own arithmetic: what it reads off the wire, what it makes of it, and when it says no."""

import asyncio
from typing import Any

import pytest

from benchmarks.figures import of_rate, of_streams, of_submit, soak_faults
from benchmarks.goals import GOALS, Figures, Verdict, judge
from benchmarks.load.exchange import Exchange
from benchmarks.load.fanout import holds
from benchmarks.load.numbers import distribution, percentile
from benchmarks.load.stream import Stream, number_after
from benchmarks.report import summary, table

PROGRESS = b'id: 3\ndata: {"task_id":1,"seq":3,"progress":15}\n\n'
SNAPSHOT = b'retry: 2000\n\nevent: snapshot\ndata: {"id":1,"progress":15}\n\n'


class Notes:
    """A reader that writes down what it is told."""

    def __init__(self) -> None:
        self.opened: list[bool] = []
        self.blocks: list[bytes] = []

    def on_open(self, stream: Stream, ok: bool, head: bytes, now: float) -> None:
        self.opened.append(ok)

    def on_event(self, stream: Stream, block: bytes, now: float) -> None:
        self.blocks.append(block)

    def on_end(self, stream: Stream) -> None: ...

    def on_lost(self, stream: Stream) -> None: ...


def read(answer: bytes, piece: int) -> tuple[Notes, Stream]:
    """What a reader notes of an answer that arrives in pieces of so many bytes."""
    notes = Notes()

    async def receive() -> Stream:
        stream = Stream(notes, "1", b"", asyncio.get_running_loop().create_future())
        for start in range(0, len(answer), piece):
            stream.data_received(answer[start : start + piece])
        return stream

    return notes, asyncio.run(receive())


def chunked(*parts: bytes) -> bytes:
    """An answer in chunks."""
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"


@pytest.mark.parametrize("piece", [1, 7, 10_000])
def test_progress_is_read_however_it_arrives_and_a_snapshot_is_none(piece: int) -> None:
    peers = PROGRESS.replace(b"data", b"event: progress\ndata").replace(b"\n", b"\r\n")

    notes, stream = read(chunked(SNAPSHOT, b":\n\n", PROGRESS + PROGRESS, peers), piece)

    assert notes.opened == [True]
    assert [number_after(block, b'"seq":') for block in notes.blocks] == [3, 3, 3]
    assert stream.comments == 2  # retry and heartbeat
    assert stream.ended


def test_a_refused_stream_brings_nothing() -> None:
    notes, _ = read(b"HTTP/1.1 503 Service Unavailable\r\n\r\n" + PROGRESS, 10_000)
    assert notes.opened == [False]
    assert notes.blocks == []


def test_answers_of_one_connection_are_told_apart() -> None:
    async def ask() -> list[tuple[int, bytes]]:
        exchange, answers = Exchange(), []
        exchange.connection_made(asyncio.Transport())
        for status in (202, 503):
            exchange._answer = asyncio.get_running_loop().create_future()
            for part in (b"HTTP/1.1 %d X\r\nContent-Le" % status, b"ngth: 4\r\n\r\nbo", b"dy"):
                exchange.data_received(part)
            answers.append(await exchange._answer)
        return answers

    assert asyncio.run(ask()) == [(202, b"body"), (503, b"body")]


def test_percentiles_are_of_what_there_is() -> None:
    assert percentile([], 0.99) is None
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 3.0
    assert distribution([0.001] * 99 + [0.5]) == {"n": 100, "p50": 1.0, "p95": 1.0, "p99": 500.0, "max": 500.0}


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({}, True),
        ({"delay_ms": {"p99": 100}}, False),
        ({"delay_ms": {"p99": None}}, False),
        ({"events_lost": 1}, False),
        ({"achieved": 94}, False),
    ],
)
def test_a_rate_holds_only_if_all_of_it_arrives_in_time(changes: dict[str, Any], held: bool) -> None:
    step = {"rate": 100, "achieved": 95, "events_lost": 0, "delay_ms": {"p99": 99}}
    assert holds(step | changes) is held


def test_figures_of_streams_that_did_not_all_stay_open_do_not_count() -> None:
    found: dict[str, Any] = {"count": 10, "opened": 10, "lost": 0, "opened_per_second": 5, "connections": 4}
    found |= {"kb_per_stream": {"web": 0.5}, "idle_cpu_percent": {"web": 0.7}}

    assert of_streams(found)["memory_kb"] == 0.5
    assert set(of_streams(found | {"lost": 1}).values()) == {None}


def test_a_delay_at_which_events_are_lost_is_none() -> None:
    step: dict[str, Any] = {"events_lost": 0, "misordered": 0, "delay_ms": {"p99": 7.5}}
    found = {"count": 10, "opened": 10}

    assert of_rate(found | {"steps": [step]}, "p99") == {"p99": 7.5}
    assert of_rate(found | {"steps": [step | {"events_lost": 1}]}, "p99") == {"p99": None}


def test_pictures_are_counted_where_they_are_kept() -> None:
    assert "durable_percent" not in of_submit({"per_second": 9.0, "accepted": 200}, None)
    assert of_submit({"per_second": 9.0, "accepted": 200}, 199)["durable_percent"] == 99.5


def streams(memory_kb: float | None, **figures: float) -> Figures:
    return {"memory_kb": memory_kb, "opened_per_second": 1000, "connections": 5, "idle_cpu_percent": 1} | figures


def verdict(figure: str, against: str | None, rounds: dict[str, list[Figures]]) -> Verdict:
    [found] = [
        verdict
        for verdict in judge(rounds, ["streams"])
        if (verdict.goal.figure, verdict.goal.against) == (figure, against)
    ]
    return found


def test_medians_are_compared() -> None:
    rounds = {"product": [streams(1), streams(1), streams(50)], "peer": [streams(60), streams(60), streams(1)]}

    found = verdict("memory_kb", "peer", rounds)

    assert found.values == {"product": 1, "peer": 60}
    assert found.measured == 1 / 60
    assert found.reached


def test_what_must_always_hold_is_judged_by_its_worst_round() -> None:
    assert verdict("connections", None, {"product": [streams(1), streams(1, connections=8)]}).reached
    assert not verdict("connections", None, {"product": [streams(1), streams(1), streams(1, connections=9)]}).reached


def test_a_round_that_failed_misses_its_goal() -> None:
    rounds = {"product": [streams(1), streams(None), streams(1)], "peer": [streams(60)]}
    assert not verdict("memory_kb", "peer", rounds).reached
    assert not verdict("memory_kb", "peer", {"product": [streams(1)], "peer": []}).reached


def test_a_round_in_which_another_system_failed_is_left_out_of_its_median() -> None:
    rounds = {"product": [streams(1), streams(1)], "peer": [streams(None), streams(60)]}
    assert verdict("memory_kb", "peer", rounds).measured == 1 / 60
    assert not verdict("memory_kb", "peer", {"product": [streams(1)], "peer": [streams(None)]}).reached


def test_the_table_has_every_goal_and_the_last_line_names_what_was_missed() -> None:
    verdicts = judge({"product": [streams(1)], "peer": [streams(59)], "limit": [streams(1.6)]}, ["streams"])

    lines = table(verdicts).splitlines()
    line = summary(verdicts, 24.4, 2, quick=False)

    assert len(lines) == 2 + len(verdicts) == 2 + sum(goal.mode == "streams" for goal in GOALS)
    assert "| 1/59 | at most 1/60 peer | **missed** |" in lines[2]
    assert "| 0.62 | at most 1 x bare uvloop | reached |" in lines[3]
    assert line.startswith("2 of 5 goals reached in a full run of 24.4 minutes on 2 cores; missed: web memory")


def soaked(memory_kb: list[int], descriptors_after: int = 20, **found: Any) -> dict[str, Any]:
    samples = [
        {"minute": minute, "memory_kb": kb, "descriptors": 20 if not minute else 2000}
        for minute, kb in enumerate(memory_kb)
    ]
    samples[-1]["descriptors"] = descriptors_after
    return {"minutes": len(memory_kb) - 2, "samples": samples, "refusals": {}, "gaps": 0} | found


def test_a_soak_fails_on_what_grows_after_the_warm_up() -> None:
    warmed_up = [100, 150, 151, 149, 152, 150, 150, 150, 150, 150, 155, 140]
    assert soak_faults(soaked(warmed_up)) == []
    assert soak_faults(soaked([*warmed_up[:-2], 166, 140])) == ["memory grew by 10.7 %"]
    assert soak_faults(soaked(warmed_up, descriptors_after=29)) == ["9 descriptors leaked"]
    assert soak_faults(soaked(warmed_up, refusals={"http/1.1 503": 2}, gaps=1)) == [
        "2 streams could not be opened",
        "1 times an event was missing or doubled",
    ]
