"""What is wrong with what an editor wrote, found in the stored text alone: knows blocks, and no pages."""
