import Foundation

/// The right to be the one process that owns a database file: an exclusive `flock` on `FILE.lock` beside it.
///
/// The kernel lets go of it when the process ends, however it ends. It is not taken on the database itself, because closing
/// a second descriptor of a SQLite file drops SQLite's own locks (sqlite.org/howtocorrupt.html, section 2.2).
final class InstanceLock: Sendable {
    private let descriptor: Int32

    init(database path: String) throws(OpenError) {
        // One file, one lock, by whichever link it is opened.
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let descriptor = open(file + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw .inaccessible(path: path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Self.processID(in: descriptor)
            close(descriptor)
            throw .inUse(path: path, process: owner)
        }
        Self.write(processID: getpid(), to: descriptor)
        self.descriptor = descriptor
    }

    /// Whether a process holds it now: the daemon. Nil where that cannot be told.
    ///
    /// Looked up in what Linux lists (proc_locks(5)): whoever tried to take the lock to find out would for that moment keep a
    /// daemon from starting.
    static func isHeld(database path: String) -> Bool? {
        var status = stat()
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard stat(file + ".lock", &status) == 0 else { return errno == ENOENT ? false : nil }
        guard let locks = try? String(contentsOfFile: "/proc/locks", encoding: .utf8) else { return nil }
        return locks.split(separator: "\n").contains { line in
            // 1: FLOCK  ADVISORY  WRITE 4711 08:01:131090 0 EOF
            let words = line.split(separator: " ")
            return words.count > 5 && words[1] == "FLOCK" && words[5].hasSuffix(":\(status.st_ino)")
        }
    }

    deinit {
        // Not by closing alone: a child that is about to be executed still shares the descriptor.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func write(processID: Int32, to descriptor: Int32) {
        let line = Array("\(processID)\n".utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, line, line.count, 0)
    }

    private static func processID(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
