"""Candor's core: content, visits, documents, seals and the vault. No window is needed to use it."""

__version__ = "0.1.0"
