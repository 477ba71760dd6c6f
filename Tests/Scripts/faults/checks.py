"""What a fault's test says: each check on a line, and how many did not hold."""
import shutil

failures = []


class Skipped(Exception):
    """The machine has not what a fault needs."""


class GivenUp(Exception):
    """What was waited for did not come, or a step could not be made: the rest of a fault's test makes no sense."""


def check(name, holds, detail=""):
    print(("ok      " if holds else "FAILED  ") + name + (f"  ({detail})" if str(detail) else ""), flush=True)
    if not holds:
        failures.append(name)


def tell(line):
    """What a person would see, for whoever judges it."""
    print("        " + line.strip().replace("\n", "\n        "), flush=True)


def need(**packages):
    """Each program with the Debian package that has it."""
    for program, package in packages.items():
        if shutil.which(program.replace("_", ".")) is None:
            raise Skipped(f"{program.replace('_', '.')} is missing (Debian: apt-get install {package})")
