"""One index over all that is public: whatever a system lists, in every language, for the nation or for one institution.

The index is derived: ``manage.py reindex`` makes it anew from the listings. Systems call ``actions.index`` and
``actions.forget`` inside the transaction that publishes or withdraws.
"""
