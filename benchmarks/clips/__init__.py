"""One clip, made by Limelight and by MoviePy of the same layers and texts: how long it takes, and how much memory."""
