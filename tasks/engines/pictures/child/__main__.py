"""`python -m tasks.engines.pictures.child REQUESTS_FD`: forks a child for each job that a worker sends."""

import sys

from .operations import work
from .serving import serve

if __name__ == "__main__":
    serve(int(sys.argv[1]), work)
