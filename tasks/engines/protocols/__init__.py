"""The engines' protocols: pipelines know these, and none of the libraries behind them."""
