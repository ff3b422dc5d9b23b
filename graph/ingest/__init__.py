"""Import: mapping language, readers, cleaners, batches and their report."""
