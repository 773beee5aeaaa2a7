"""The review booklet: all that a treatment shows to a patient, with its facts, for the clinician who answers for it.

The public face: `compose_book` makes it, `draw_book` draws it, `coverage_text` tells what covers which topic.
"""

from kiosk.book.composing import Book, compose_book, draw_book
from kiosk.book.coverage import coverage_text
from kiosk.book.review import Review

__all__ = ["Book", "Review", "compose_book", "coverage_text", "draw_book"]
