"""How risk travels: signals, the rule baseline and receipts, on arrays only."""
