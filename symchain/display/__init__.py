"""Formulas and tables as people read them."""
