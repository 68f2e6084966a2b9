"""Mistakes are expected events: what was learnt from one, and whether the mistake came back.

A lesson is judged on mistakes that an independent witness saw, never on reports: whoever reports more would look worse.
"""
