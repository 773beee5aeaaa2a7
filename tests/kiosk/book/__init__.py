"""Tests of the review booklet."""
