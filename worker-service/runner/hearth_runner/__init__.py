"""Runs the calls of one app version in a process of its own; see docs/architecture/10-runner-protocol.md."""
