"""Hidden Markov models with symbols: ``model`` is the model, the other files are what it is made of."""
