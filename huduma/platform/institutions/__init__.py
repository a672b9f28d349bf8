"""The register of public institutions, who may act for whom, and the scope of every query."""
