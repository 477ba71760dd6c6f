import ArgumentParser
import AsyncHTTPClient
import Foundation
import Jobs
import Outbound

/// `hookme doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at everything that hookme needs, and say what to do about what is wrong.",
        discussion: Manual.text(
            """
            The configuration, the database, the disk, the daemon, GitHub with the clock and the budget, the destination, and what \
            an operator needs. Nothing is changed, and nothing is delivered: for that, hookme test-delivery. Run it as the daemon's \
            user, with the daemon's configuration. Exits with 1 when there is a problem, and with 0 when there are at most warnings.
            """,
            example: "hookme doctor --config /etc/hookme/hookme.env")
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "As JSON, an array with one object for each finding.")
    var json = false

    func run() async throws {
        try await Failure.reported {
            let settings: Settings
            do {
                settings = try await configuration.settings()
            } catch let failure as Failure {
                // It says where all else is to be found.
                let problem = Doctor.unusable(configuration: failure)
                if json { print(try Self.json([problem])) } else { show(problem) }
                throw ExitCode(1)
            }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .outbound())
            let doctor = Doctor(settings: settings, http: OutboundClient(client))
            var findings: [Finding] = []
            for examination in doctor.examinations {
                let found = await examination()
                if !json { for finding in found { show(finding) } }
                findings += found
            }
            try await client.shutdown()
            if json { print(try Self.json(findings)) }
            if findings.contains(where: { $0.verdict == .problem }) { throw ExitCode(1) }
        }
    }

    private func show(_ finding: Finding) {
        let terminal = Terminal()
        let style: Terminal.Style =
            switch finding.verdict {
            case .ok: .green
            case .warning: .yellow
            case .problem: .red
            }
        let verdict = terminal.styled(finding.verdict.rawValue.padded(to: 9), style)
        terminal.print(verdict + finding.subject.padded(to: 15) + finding.text.oneLine)
        if let remedy = finding.remedy { terminal.print("".padded(to: 24) + terminal.styled("→ \(remedy)", .dim)) }
    }

    private static func json(_ findings: [Finding]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return JSONOutput.text(Array(try encoder.encode(findings)))
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        padding(toLength: max(width, count), withPad: " ", startingAt: 0)
    }
}
