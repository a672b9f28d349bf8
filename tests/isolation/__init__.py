"""What the isolation walk needs: two institutions full of things, and every address of the platform filled with the ids of one of them."""
