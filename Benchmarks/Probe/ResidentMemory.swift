import ArgumentParser
import Foundation

/// What a process has in memory (proc(5)), in MB of 2^20 bytes.
enum ResidentMemory {
    static func of(_ process: Int32) throws -> (now: Int, peak: Int) {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else {
            throw ValidationError("the daemon has ended")
        }
        func megabytes(_ field: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
            return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
        }
        return (megabytes("VmRSS"), megabytes("VmHWM"))
    }
}
