"""Fair scores behind the pages: made of what the desk keeps of each contact, stored by window, read by who may."""
