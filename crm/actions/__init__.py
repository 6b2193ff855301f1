"""Writes: one function per user action, each one named batch, each returning Changes."""
