import Foundation
import Loopback

/// Tells a line of the daemon's log in words that a person likes to read.
struct DemoNarrator: Sendable {
    let terminal: Terminal

    func tell(_ line: LogLine) {
        guard let (step, text, style) = words(for: line) else { return }
        let subject = (line["task"] ?? "").padding(toLength: 27, withPad: " ", startingAt: 0)
        terminal.print("  \(time(line))  \(terminal.styled(pad(step), style))\(subject)\(text)")
    }

    private func words(for line: LogLine) -> (step: String, text: String, style: Terminal.Style)? {
        switch line.message {
        case "task accepted":
            ("stored", "job \(line["job"] ?? ""): on the disk before the client had its answer", .blue)
        case "job claimed":
            ("claimed", "attempt \(line["attempt"] ?? ""), begins with \(line["stage"] ?? "")", .blue)
        case "GitHub answered":
            ("GitHub", terminal.styled("\(line["status"] ?? "") \(line["path"] ?? "")", .dim), .dim)
        case "payload frozen":
            ("frozen", "\(line["bytes"] ?? "") bytes, from \(line["requests"] ?? "") requests to GitHub", .blue)
        case "payload delivered":
            ("delivered", "the receiver answered \(line["status"] ?? "")", .green)
        case "job completed":
            ("completed", "recorded at attempt \(line["attempt"] ?? "")", .green)
        case "job failed, to be retried":
            ("failed", "\(line["error"] ?? ""); tried again at \(clock(line["run_at"] ?? ""))", .red)
        case "recovered jobs of a dead process":
            ("recovered", "\(line["queued"] ?? "") job(s) that the dead daemon was running", .yellow)
        default:
            nil
        }
    }

    private func pad(_ step: String) -> String {
        step.padding(toLength: 11, withPad: " ", startingAt: 0)
    }

    private func time(_ line: LogLine) -> String {
        terminal.styled(String(clock(line["time"] ?? "")), .dim)
    }

    /// `22:44:04.123` of `2026-11-23T22:44:04.123Z`.
    private func clock(_ time: String) -> Substring {
        time.drop { $0 != "T" }.dropFirst().prefix { $0 != "Z" }
    }
}
