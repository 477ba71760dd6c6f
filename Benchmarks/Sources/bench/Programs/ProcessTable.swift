import Foundation

/// What the kernel says about processes, by `/proc`.
enum ProcessTable {
    /// CPU time of the processes so far, all threads, in user and in system mode, in microseconds. Counted in ticks of 10 ms.
    static func cpuMicroseconds(of processes: [Int32]) throws -> Double {
        let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
        return try processes.reduce(0) { sum, process in
            let fields = try stat(of: process)
            // utime and stime, fields 14 and 15 of proc(5); the first two are cut off.
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
                throw BenchError("/proc/\(process)/stat cannot be read")
            }
            return sum + (user + system) / ticksPerSecond * 1e6
        }
    }

    /// Resident memory of a process, in MB of 2^20 bytes.
    static func memory(of process: Int32) throws -> Memory {
        let status = try text("/proc/\(process)/status")
        func megabytes(_ name: String) throws -> Double {
            guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") }),
                let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
            else { throw BenchError("/proc/\(process)/status has no \(name)") }
            return kilobytes / 1024
        }
        return Memory(resident: try megabytes("VmRSS"), anonymous: try megabytes("RssAnon"))
    }

    /// The processes that a process has started.
    static func children(of parent: Int32) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter { process in
            // One that ends meanwhile is nobody's child.
            guard let fields = try? stat(of: process), fields.count > 1 else { return false }
            return Int32(fields[1]) == parent
        }
    }

    /// The share of the CPUs' time that the host gave to others, and the time that there was, both in ticks since the start.
    static func stolen() throws -> (ticks: Double, ofTicks: Double) {
        let line = try text("/proc/stat").prefix { $0 != "\n" }
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard ticks.count == 8 else { throw BenchError("/proc/stat cannot be read") }
        return (ticks[7], ticks.reduce(0, +))
    }

    /// The fields behind the command's name, which may hold anything: the state, the parent, …
    private static func stat(of process: Int32) throws -> [Substring] {
        let line = try text("/proc/\(process)/stat")
        guard let end = line.lastIndex(of: ")") else { throw BenchError("/proc/\(process)/stat cannot be read") }
        return line[line.index(after: end)...].split(separator: " ")
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }
}

/// What a process holds in memory, in MB of 2^20 bytes.
struct Memory {
    /// VmRSS: with the pages of its own binary.
    var resident: Double
    /// RssAnon: what it has allocated itself.
    var anonymous: Double
}
