"""The entry point of the web process: `webapp.wsgi:app`."""

import sys

from tasks.errors import SettingsError
from tasks.settings import Settings

from . import create_app

try:
    app = create_app(Settings.from_env())
except SettingsError as exc:
    print(f"Limelight cannot start: {exc.message}", file=sys.stderr)
    # gunicorn's WORKER_BOOT_ERROR: with any other code it would start this worker again and again
    sys.exit(3)
