"""The product beside the stack it was first designed with, measured in turn on one machine: `script/bench`."""
