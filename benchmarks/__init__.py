"""Repeatable measurements: `python -m benchmarks.NAME`, each ending with one line of JSON."""
