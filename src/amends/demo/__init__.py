"""The demo: a year of a small company that never was, with known truth. Everything in it is synthetic."""

SYNTHETIC = "Synthetic data: the shop, its customers and their money are invented."
SHOP = "Fernhill Lamps"
