"""Video services through their real clients against the fakes of tests/fakes."""
