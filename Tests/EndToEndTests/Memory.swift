import Foundation

/// What a process has in memory (proc(5)), in bytes.
enum Memory {
    /// The most that it ever had.
    static func peak(of process: Int32) throws -> Int {
        try field("VmHWM", of: process)
    }

    static func resident(of process: Int32) throws -> Int {
        try field("VmRSS", of: process)
    }

    private struct Missing: Error {}

    private static func field(_ name: String, of process: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") }),
            let kibibytes = line.split(separator: " ").dropFirst().lazy.compactMap({ Int($0) }).first
                ?? Int(line.split(whereSeparator: \.isWhitespace)[1])
        else { throw Missing() }
        return kibibytes << 10
    }
}
