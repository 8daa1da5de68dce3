"""Mixtures of Gaussians: ``mixture`` is the model, the other files are what it is made of."""
