"""A synthetic province with known truth; every name and number in it is invented."""
