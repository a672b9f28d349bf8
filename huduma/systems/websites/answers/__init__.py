"""What visitors send through forms, and what becomes of it: taking it in, seeing to it, and forgetting it in time."""
