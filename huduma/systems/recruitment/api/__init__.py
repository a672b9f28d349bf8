"""What machines read: JSON and CSV at ``/api/v1/``, and the document that describes it."""
