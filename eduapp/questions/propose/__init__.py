"""Proposers: each turns facts into candidates of the same type."""
