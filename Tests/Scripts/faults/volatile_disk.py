#!/usr/bin/python3
"""A disk with a cache that its power cut empties, as a file that can be mounted through a loop device.

usage: volatile_disk.py IMAGE MOUNTPOINT [SEED]

Needs root and fusepy (Debian: python3-fusepy). MOUNTPOINT gets two files. `disk` has IMAGE's bytes. What is written to it stays in the
cache until it is synced, and only then goes to IMAGE. The kernel's loop device hands both on: a write of the file system above is a
write here, and a flush of its journal, or an fsync of a program, is a sync here.

`power` says `on` or `off`. Who writes `off` cuts it: from the next operation on every one fails with EIO. Who writes `failing` has it cut
by the next sync, in place of it, when there is most to lose. Of each sector of 512 bytes
that was written since the last sync either the newest bytes are on IMAGE or the older ones, as a coin decides for each sector: so writes
are lost, are out of their order, and are torn. (In a third of the cuts all are lost, in another all are there.) Who writes `on` has the
disk back, with what is on IMAGE. What is read from `power` ends with how many of the unsynced sectors the last cut lost, and of how many.
"""
import errno
import os
import random
import stat
import sys

from fusepy import FUSE, FuseOSError, Operations

SECTOR = 512


class VolatileDisk(Operations):
    def __init__(self, image, chance):
        self.image = os.open(image, os.O_RDWR)
        self.size = os.fstat(self.image).st_size
        self.chance = chance
        self.cache = {}
        self.is_on, self.is_failing = True, False
        self.lost = self.unsynced = 0

    def __call__(self, operation, path, *arguments):
        if path == "/disk" and not self.is_on and operation in ("read", "write", "fsync", "flush"):
            raise FuseOSError(errno.EIO)
        return super().__call__(operation, path, *arguments)

    def getattr(self, path, _=None):
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2}
        if path not in ("/disk", "/power"):
            raise FuseOSError(errno.ENOENT)
        return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": self.size if path == "/disk" else 64}

    def readdir(self, _path, _handle):
        return [".", "..", "disk", "power"]

    def truncate(self, path, _length, _handle=None):
        if path == "/disk":
            raise FuseOSError(errno.EPERM)

    def read(self, path, length, offset, _handle):
        if path == "/power":
            text = f"{'on' if self.is_on else 'off'} {self.lost} {self.unsynced}\n"
            return text.ljust(64).encode()[offset:offset + length]
        first, end = offset // SECTOR, -(-(offset + length) // SECTOR)
        content = bytearray(os.pread(self.image, (end - first) * SECTOR, first * SECTOR))
        for number in range(first, end) if self.cache else ():
            if number in self.cache:
                start = (number - first) * SECTOR
                content[start:start + SECTOR] = self.cache[number]
        return bytes(content[offset - first * SECTOR:][:length])

    def write(self, path, content, offset, _handle):
        if path == "/power":
            self.is_failing = content.strip() == b"failing"
            if not self.is_failing:
                self.switch(content.strip() == b"on")
            return len(content)
        # The loop device writes whole sectors.
        if offset % SECTOR or len(content) % SECTOR:
            raise FuseOSError(errno.EINVAL)
        for start in range(0, len(content), SECTOR):
            self.cache[(offset + start) // SECTOR] = content[start:start + SECTOR]
        return len(content)

    def fsync(self, path, _datasync, _handle):
        if path == "/disk" and self.is_failing:
            self.is_failing = False
            self.switch(False)
            raise FuseOSError(errno.EIO)
        if path == "/disk":
            self.keep(self.cache.items())
            self.cache.clear()
        return 0

    def keep(self, sectors):
        for number, content in sectors:
            os.pwrite(self.image, content, number * SECTOR)

    def switch(self, is_on):
        if self.is_on and not is_on:
            share = self.chance.choice([0, 0.5, 1])
            kept = [sector for sector in self.cache.items() if self.chance.random() < share]
            self.unsynced, self.lost = len(self.cache), len(self.cache) - len(kept)
            self.keep(kept)
            self.cache.clear()
        self.is_on = is_on


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    disk = VolatileDisk(sys.argv[1], random.Random(sys.argv[3] if len(sys.argv) > 3 else None))
    # One thread: operations come one after another. Nothing of `disk` is kept by the kernel, for it is the disk.
    FUSE(disk, sys.argv[2], foreground=True, nothreads=True, direct_io=True)
