"""What a process loads: the web process carries nothing that only a worker runs."""

import subprocess
import sys

LOAD_THE_APP = """if True:
    import sys
    from tasks.settings import Settings
    from webapp import create_app

    create_app(Settings(database_url="postgresql://", secret_key="-" * 32)).extensions["limelight"].close()
    print(*sys.modules)
"""
#: packages of ours, and what engines bring along
WORKER_ONLY = (
    "tasks.worker",
    "tasks.money.ledger",
    "tasks.money.jobs",
    "tasks.engines.catalogue",
    "tasks.engines.local",
    "tasks.engines.cloud",
    "tasks.engines.pictures",
    "openai",
    "runwayml",
    "imageio_ffmpeg",
    "PIL",
)


def test_the_web_app_loads_no_pipeline_runner_ledger_or_engine() -> None:
    # When the web app is made, in a process of its own
    loaded = subprocess.run([sys.executable, "-c", LOAD_THE_APP], check=True, capture_output=True, text=True).stdout

    # Then it has loaded the shared domain, and nothing of the worker's
    modules = loaded.split()
    assert "tasks.store" in modules
    assert [
        name for name in modules if name in WORKER_ONLY or name.startswith(tuple(f"{n}." for n in WORKER_ONLY))
    ] == []
