"""Files that pass through the storage: made for one person, kept for some days, public at no address, and in no backup."""

FOLDER = "passing"  # serving.kind_of knows no such folder, and the policy of a bucket lets nobody read it


def passing_name(name: str) -> str:
    """The name in the storage of a file that is to pass."""
    return f"{FOLDER}/{name}"
