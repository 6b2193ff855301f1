"""A believable invented county, made anew from a seed: for trying out, for tests and for measuring."""

from crm.demo.fill import fill

__all__ = ["fill"]
