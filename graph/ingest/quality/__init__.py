"""Quality of deliveries and of the store."""
