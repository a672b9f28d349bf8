"""Work of recruitment outside a request."""
