"""A small disk of its own for a database: an ext4 in a file, mounted through a loop device."""
import os
import subprocess

from faults.checks import GivenUp


class Disk:
    """Mounted at `path`."""

    def __init__(self, folder, megabytes, *options):
        self.image, self.path = os.path.join(folder, "disk"), os.path.join(folder, "mounted")
        make_ext4(self.image, megabytes, *options)
        os.mkdir(self.path)
        self.mount()

    def mount(self, *options):
        run("mount", "-o", ",".join(["loop", *options]), self.image, self.path)

    def unmount(self):
        run("umount", self.path)

    @property
    def database(self):
        return os.path.join(self.path, "hookme.db")


def make_ext4(image, megabytes, *options):
    with open(image, "wb") as file:
        file.truncate(megabytes << 20)
    # Nothing is kept for root, who runs all of this.
    run("mkfs.ext4", "-q", "-b", "4096", "-m", "0", *options, image)


def run(*command, fine=(0,)):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode not in fine:
        raise GivenUp(f"{' '.join(command)}: {done.stdout.decode().strip()}")
