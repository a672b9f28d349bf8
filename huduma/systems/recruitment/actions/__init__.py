"""What changes recruitment: one module for each part of the way from a requisition to a post filled."""
