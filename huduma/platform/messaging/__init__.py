"""E-mail and SMS: templates, outbox, delivery; the operator gateways."""
