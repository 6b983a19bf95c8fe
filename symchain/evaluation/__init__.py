"""Formulas as numbers: the 50-digit reference, doubles forward and back, points to sample."""
