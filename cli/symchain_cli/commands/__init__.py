"""One file for each command; `command` is what the group finds in it."""
