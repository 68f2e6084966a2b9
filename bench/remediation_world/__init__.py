"""The world in which a remediation is tried out: a shop with a fault, a payer in trouble, desks that die."""
