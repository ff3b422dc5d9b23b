"""Weights of a rule pack: compared by experts, learned from outcomes, calibrated, reported, approved."""
