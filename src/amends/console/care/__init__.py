"""Care on the desk: what somebody sees of his own day, and what the router may ask. A lead reads sums, nothing else."""
