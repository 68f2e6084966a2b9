"""Every figure that the README or the docs quote, measured where it is run. Each module has `main(argv)`."""
