"""Training of relationship models."""
