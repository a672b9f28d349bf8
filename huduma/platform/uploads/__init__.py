"""Pictures and documents that people bring: judged by their content, written anew where that is possible, and served so that none can harm.

What goes through here: ``pictures`` and ``documents`` judge one file; ``forms`` makes Wagtail's office ask them at every upload;
``serving`` sends the files. Why it is built this way: docs/decisions/0005-uploads.md.
"""
