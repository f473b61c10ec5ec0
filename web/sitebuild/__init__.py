"""The modules behind build.py; `cli` names the commands and calls the others."""
