"""What only contributors run; the package and its wheel know nothing of it."""
