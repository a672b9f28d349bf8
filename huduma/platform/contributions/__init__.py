"""What systems add to the surfaces that the platform draws: one registry, a few kinds.

Every system declares its entries in its ``contributions.py``; they are found when Django starts.
"""
