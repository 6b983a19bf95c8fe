"""Programs as they were written: derivatives along paths of names, forward and backward passes."""
