import Foundation
import JobStore
import Jobs

/// The file, and the disk that it is on.
extension Doctor {
    func database() -> [Finding] {
        let path = settings.databasePath
        do {
            guard let checkup = try Checkup(of: path) else {
                return [.ok("database", "\(path) is not there yet: hookme serve makes it")]
            }
            return [whole(checkup), log(checkup), mode(checkup)].compactMap(\.self)
        } catch {
            return [.problem("database", "\(error)", remedy: remedy(for: error))]
        }
    }

    private func remedy(for error: OpenError) -> String {
        switch error {
        case .inUse, .busy: "wait until it is not, and look again"
        case .inaccessible, .exists, .failed: "run this as the daemon's user: sudo -u hookme"
        case .foreign: "set DATABASE_PATH to hookme's own file"
        case .corrupt: "stop the daemon, keep a copy of the file, and restore a backup (hookme restore --replace)"
        case .newer: "use the hookme that has written it, or a newer one"
        case .older: "start this version's daemon, or run hookme migrate while none runs"
        }
    }

    private func whole(_ checkup: Checkup) -> Finding {
        let text =
            "\(settings.databasePath), schema \(checkup.version), \(checkup.bytes.bytes), \(checkup.jobs.counted("job")), journal \(checkup.journal)"
        guard checkup.faults.isEmpty else {
            return .problem(
                "database", "SQLite finds a fault: \(checkup.faults.joined(separator: "; "))",
                remedy: "stop the daemon, keep a copy of the file, and restore a backup (hookme restore --replace)"
            )
        }
        guard checkup.journal == "wal" else {
            return .warning("database", text, remedy: "hookme serve sets WAL at its start; leave it so")
        }
        return .ok("database", "\(text), no fault found")
    }

    /// 64 MB is what the daemon cuts it back to.
    private func log(_ checkup: Checkup) -> Finding? {
        guard checkup.logBytes > 128 << 20 else { return nil }
        return .warning(
            "log", "the log beside the database has \(checkup.logBytes.bytes)",
            remedy: "look for a program that has been reading for long, such as an sqlite3 prompt inside BEGIN"
        )
    }

    private func mode(_ checkup: Checkup) -> Finding? {
        guard checkup.mode & 0o007 != 0 else { return nil }
        return .warning(
            "file mode", "everybody on this machine may read the database (mode \(String(checkup.mode, radix: 8)))",
            remedy: "chmod o= \(settings.databasePath)*"
        )
    }

    func disk() -> [Finding] {
        let folder = URL(fileURLWithPath: settings.databasePath).deletingLastPathComponent().path
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else {
            let reason = String(cString: strerror(errno))
            return [.problem("disk", "\(folder): \(reason)", remedy: "make the folder, or set another DATABASE_PATH")]
        }
        return disk(status, refusesFiles: refusesFiles(in: folder), at: folder)
    }

    /// Whether the file system is read-only, whatever its mount says: after an error the kernel makes it so, and some tell nobody.
    private func refusesFiles(in folder: String) -> Bool {
        // A file without a name (O_TMPFILE, open(2)), which nobody sees and which goes with its descriptor.
        let nameless = 0o20_000_000 | O_DIRECTORY
        let descriptor = open(folder, nameless | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno == EROFS }
        close(descriptor)
        return false
    }

    /// What the system says of the file system that a folder is on.
    func disk(_ status: statvfs, refusesFiles: Bool = false, at folder: String) -> [Finding] {
        guard status.f_flag & UInt(ST_RDONLY) == 0, !refusesFiles else {
            return [
                .problem(
                    "disk", "the file system of \(folder) is read-only",
                    remedy: "look at dmesg: after an error the kernel makes it so; check it (fsck), and mount it again")
            ]
        }
        let free = Int(status.f_bavail) * Int(status.f_frsize)
        let share = Double(status.f_bavail) / Double(max(1, status.f_blocks)) * 100
        let text = "\(free.bytes) free where the database is (\(String(format: "%.0f", share)) %)"
        let remedy = "make room, or keep less: COMPLETED_RETENTION, PAYLOAD_RETENTION, hookme prune"
        if status.f_files > 0, status.f_favail < 100 {
            return [.problem("disk", "only \(status.f_favail) more files fit there", remedy: "make room for files")]
        }
        if free < 64 << 20 { return [.problem("disk", text, remedy: remedy)] }
        return [free < 1 << 30 ? .warning("disk", text, remedy: remedy) : .ok("disk", text)]
    }
}
