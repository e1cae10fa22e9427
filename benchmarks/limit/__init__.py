"""What one Python process can do at all: bare uvloop sockets, no HTTP framework, no broker."""
