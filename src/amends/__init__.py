"""A second opinion for customer service."""
