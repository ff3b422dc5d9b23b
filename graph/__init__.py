"""What is known: types, import, identity, the fact store and the frozen snapshot."""
