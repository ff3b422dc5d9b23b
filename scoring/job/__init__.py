"""The monthly job, one file a step."""
