"""Makes the models that the services carry. Nothing of the product imports this."""
