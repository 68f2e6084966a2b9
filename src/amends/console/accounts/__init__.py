"""The whole account on the desk: what was told of accounts, how they were served, and whom to watch."""
