"""A worker killed in the middle of a composition: another one takes it over, and the ad changes once."""

from pathlib import Path

import pytest

from tasks.engines.pictures.cutter import WEIGHTS
from tasks.formats import FORMATS
from tests.client import ENHANCE, Site, body_of
from tests.database import Watched, is_whole
from tests.processes import wait_until
from tests.sites import LOCAL, running_site

PHOTO = Path(__file__).parents[1] / "photos" / "coffee.png"
SWITCHED = {"enhanced", "video_frame", "thumbnail", *(f"picture_{name}" for name in FORMATS)}

pytestmark = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the weights could not be fetched at set-up")


def killed_before_the_pictures_are_kept(site: Site, watched: Watched, composition_id: int) -> None:
    """Wait until the worker has made a composition's pictures, kill it, and let its lease run out."""
    watched.hold(composition_id, "compose", "finished")
    watched.wait_for_held(1)
    site.processes.kill("worker")
    watched.cut_held()
    watched.rows("update tasks set resend_at = now(), lease_expires_at = now() where id = %s", composition_id)


def test_a_composition_whose_worker_was_killed_is_taken_over_and_its_ad_changes_once(
    postgres_url: str, template: str, tmp_path: Path
) -> None:
    env = {**LOCAL, "CUT_OUT": "true"}
    with running_site(postgres_url, template, tmp_path, **env) as site, site.guest() as user:
        with Watched(site.database_url) as watched:
            # Given a finished ad and a worker that has made its pictures on another background
            ad = user.finished(user.submitted(PHOTO.read_bytes())["id"])
            watched.build_gate()
            asked = user.post(f"{ENHANCE}/{ad['id']}/compositions", json={"background": "white"})
            composition = body_of(asked, 202)

            # When it is killed before they are kept, then the ad is as it was
            killed_before_the_pictures_are_kept(site, watched, composition["id"])
            unchanged = user.task(ad["id"])
            assert (unchanged["background"], unchanged["pictures"]) == ("studio", ad["pictures"])

            # When another worker comes, then it makes them again and the ad changes
            site.processes.start("worker")
            wait_until(lambda: user.task(ad["id"])["background"] == "white", 60)
            rows = watched.events(composition["id"])
            assert is_whole(rows) and rows[-1]["status"] == "completed"
            assert [row["code"] for row in rows].count("task.resumed") == 1
            # each picture once, and beside it the one that it replaced
            assert watched.stages(composition["id"]) == {"compose": ("finished", 2)}
            assert watched.media(composition["id"]) >= {f"replaced_{role}" for role in SWITCHED}
            files = watched.rows("select role from media where task_id = %s", ad["id"])
            assert sorted(row["role"] for row in files) == sorted(watched.media(ad["id"]))
            assert watched.media(ad["id"]) >= SWITCHED
