"""How a score is made: packs, measures, factors, the monthly job and its results."""
