"""The closed set of measures: what an indicator may compute, vectorised over enterprises."""
