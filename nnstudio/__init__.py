"""Build, train and look inside neural networks."""
