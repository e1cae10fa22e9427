"""How a video is made: the pipeline, and what only a local renderer or only a paid service needs."""
