"""One file a command: build objects, call one function, show the answer."""
