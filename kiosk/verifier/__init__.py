"""Checking sealed files: what `candor verify` says of them, and the same in one file for an auditor's bare Python.

`command` judges and tells. `launching` is what the one file starts with: it may import the standard library only, for
nothing else is there yet.
"""
