"""The studio: cuts a product out of its photo and sets it on a backdrop made for each frame.

Pure functions on pictures and arrays; `cutter` runs the model and calls them in a child process.
"""
