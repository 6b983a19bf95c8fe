"""Support routines in other languages: read once into a typed tree, written by a file for each."""
