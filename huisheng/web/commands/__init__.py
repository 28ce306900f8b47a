"""The shell's commands, one module each with `main(arguments) -> int`."""
