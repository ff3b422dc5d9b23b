"""Fact store in Neo4j; `database` is the only module that talks to the driver."""
