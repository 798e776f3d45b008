"""Thin routes that answer machines."""
