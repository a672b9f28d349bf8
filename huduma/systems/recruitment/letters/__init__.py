"""Letters as PDF: a receipt, a call to an interview, an offer. One page each, with a QR code by which anybody sees that it is genuine."""

from .letter import Letter, pdf, write

__all__ = ["Letter", "pdf", "write"]
