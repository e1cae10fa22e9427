"""The product as it is measured: its own processes, and its own code to publish."""
