"""The tests: a mirror of the source, and whole journeys beside it."""
