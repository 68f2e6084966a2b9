"""Care on the desk: what somebody sees of his own day, and what the router may ask. No lead reads anything here but sums."""
