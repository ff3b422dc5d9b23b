"""Evaluation of relationship models."""
