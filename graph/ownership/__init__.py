"""Ownership on a frozen snapshot: shares looked through, control with its chain, intervals."""
