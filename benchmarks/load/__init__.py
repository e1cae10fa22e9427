"""The load generator: plays many readers and uploaders of any server with our routes. Needs nothing but uvloop."""
