"""Videos whose web and worker processes come and go: each is bought once, and its readers miss nothing."""

from tests.database import is_whole
from tests.fakes.renders import Render
from tests.processes import wait_until
from tests.reader import Reader, up_to
from tests.studio import PATIENCE_SECONDS, Studio


def test_videos_outlive_every_restart_and_their_viewers_miss_nothing(studio: Studio) -> None:
    # Given viewers of five videos
    tasks = [studio.order(Render(render_seconds=12)) for _ in range(5)]
    readers = [Reader(studio.site.url, task) for task in tasks]
    processes = studio.site.processes

    # When all of them render, and web and worker are restarted, and then killed and started
    wait_until(lambda: all(studio.job_ids(task) for task in tasks), PATIENCE_SECONDS)
    for name in ("worker", "web"):
        processes.restart(name)
    wait_until(lambda: all(reader.connections >= 2 or reader.final_status for reader in readers), 30)
    for name in ("worker", "web"):
        processes.kill(name)
    studio.hurry()
    processes.start("worker", "web")

    # Then each is made, bought once, and seen once and whole
    studio.wait_for_all()
    for task, reader in zip(tasks, readers, strict=True):
        assert studio.ended(task)["status"] == "completed"
        assert (len(studio.jobs(task)), studio.states(task)) == (1, "confirmed")
        assert is_whole(studio.rows(task))
        assert reader.finished().seqs == up_to(len(studio.rows(task)))
