"""Recruitment: from a vacancy to a post filled, fairly and in the open."""
