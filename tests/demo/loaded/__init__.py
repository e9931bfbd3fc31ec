# A package, because pytest takes back what is made once for a folder only where the folder is one.
