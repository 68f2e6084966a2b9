"""Hours at the customer's place: wall times and zones, quiet hours, and when he may be called."""
