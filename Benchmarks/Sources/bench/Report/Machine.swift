import Foundation

/// Where and with what a run was made. Nothing in it names the machine.
struct Machine: Sendable, Encodable {
    let date: String
    let commit: String
    let cpu: String
    let cores: Int
    let memory: String
    let kernel: String
    let sqlite: String
    let swift: String
    /// Percent of the CPUs' time that the host took while the run lasted.
    let stolen: Double

    static func look(stolen: Double) async throws -> Machine {
        let processors = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        let model = processors.split(separator: "\n").first { $0.hasPrefix("model name") }
        let gigabytes = Double(ProcessInfo.processInfo.physicalMemory) / Double(1 << 30)
        return Machine(
            date: Date().formatted(.iso8601.year().month().day()),
            commit: try await commit(),
            cpu: model?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown",
            cores: ProcessInfo.processInfo.activeProcessorCount,
            memory: "\(Int(gigabytes.rounded())) GiB",
            kernel: try await said("uname", "-sr"),
            sqlite: try await said("sqlite3", ":memory:", "SELECT sqlite_version()"),
            swift: try await said("swift", "--version").split(separator: "\n").first { $0.contains("Swift version") }
                .map { $0.split(separator: " ").drop { $0 != "version" }.dropFirst().first ?? "?" }
                .map(String.init) ?? "unknown",
            stolen: stolen
        )
    }

    private static func commit() async throws -> String {
        guard let commit = try? await said("git", "rev-parse", "--short=12", "HEAD") else { return "unknown" }
        let changes = try await said("git", "status", "--porcelain", "--untracked-files=no")
        return changes.isEmpty ? commit : commit + " with changes"
    }

    private static func said(_ program: String, _ arguments: String...) async throws -> String {
        try await Program(program, arguments).output(within: .seconds(30))
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
