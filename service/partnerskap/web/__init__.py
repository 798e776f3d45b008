"""Thin routes and templates that answer people."""
