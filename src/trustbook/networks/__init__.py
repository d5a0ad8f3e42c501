"""Networks of stakeholders: ties and the sources behind them."""
