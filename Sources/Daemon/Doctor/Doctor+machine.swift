import Foundation
import HTTPAPI
import Jobs
import Subprocess

/// What the daemon and its operator find on this machine.
extension Doctor {
    func descriptors() -> [Finding] {
        let wanted = settings.front.connections
        var fitted = settings.front
        fitted.fit(into: Descriptors.raise())
        guard fitted.connections < wanted else {
            return [.ok("descriptors", "enough for \(wanted.grouped) connections here")]
        }
        return [
            .warning(
                "descriptors", "enough for \(fitted.connections.grouped) connections here, of \(wanted.grouped)",
                remedy: "raise the limit (LimitNOFILE=, ulimit -n), or lower HTTP_MAX_CONNECTIONS"
            )
        ]
    }

    /// STRICT tables came with 3.37 (sqlite.org/stricttables.html): to an older one the file looks damaged.
    func operatorsTool() async -> [Finding] {
        guard let output = await output(of: "sqlite3", ["--version"]), let version = output.split(separator: " ").first
        else {
            return [.warning("sqlite3", "there is none to look into the database with", remedy: "apt install sqlite3")]
        }
        let numbers = version.split(separator: ".").compactMap { Int($0) }
        guard numbers.lexicographicallyPrecedes([3, 37]) else { return [.ok("sqlite3", "\(version)")] }
        return [
            .problem(
                "sqlite3", "\(version) takes the database for damaged, which it is not", remedy: "use 3.37 or later")
        ]
    }

    /// Only where systemd runs, and knows hookme.
    func unit() async -> [Finding] {
        guard FileManager.default.fileExists(atPath: "/run/systemd/system"),
            let output = await output(of: "systemd-analyze", ["security", "--no-pager", "hookme.service"]),
            let line = output.split(separator: "\n").last(where: { $0.contains("exposure level") }),
            let score = line.split(whereSeparator: { !$0.isNumber && $0 != "." }).compactMap({ Double($0) }).first
        else { return [] }
        let text = "its exposure to the system is \(score) (systemd-analyze security; 0 is best, 10 worst)"
        guard score > 2 else { return [.ok("unit", text)] }
        return [
            .warning("unit", text, remedy: "use the unit that comes with hookme, or look what a drop-in takes from it")
        ]
    }

    /// Nil where it cannot be run, or says that it failed.
    private func output(of program: String, _ arguments: [String]) async -> String? {
        let result = try? await Subprocess.run(
            .name(program), arguments: Arguments(arguments), output: .string(limit: 1 << 20), error: .discarded
        )
        guard let result, result.terminationStatus.isSuccess else { return nil }
        return result.standardOutput
    }
}
