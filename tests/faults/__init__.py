"""Tests that break something on purpose: a worker, a network, Postgres, a provider."""
