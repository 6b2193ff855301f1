"""Reads: plain rows out (ids, cells, sums), never live objects."""
