"""Read somebody's own register through a mapping, as proposals that wait for a reviewer."""
