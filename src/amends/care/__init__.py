"""Care for the people on the line: how much hard talk somebody had today, and who takes the next contact.

Arithmetic on contacts that were handled, never a reading of a person: there is no voice, face, keystroke or mood in it.
"""
