"""Run a command that the kernel ends when the process that started it is gone.

``python bound_process.py SIGNAL PARENT COMMAND...``; only the standard library, because it is
run as a file of its own. PR_SET_PDEATHSIG survives the exec that follows.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    signal_number, parent, *command = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal_number))
    if os.getppid() != int(parent):
        # The parent ended before the kernel was asked: nobody would ever stop the command.
        sys.exit(1)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
