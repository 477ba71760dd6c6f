import ArgumentParser
import Foundation
import HTTPAPI
import Jobs

/// `hookme stats`.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show how the queue stands, and what was done in the last hour.",
        discussion: Manual.text(
            """
            How many jobs are in each state, what is due, the last hour's throughput and latency, GitHub's budget, the \
            destinations that are held, and the size of the file. What is left of GitHub's budget only the daemon knows: \
            with --url.

            """ + OperatorOptions.discussion,
            example: "hookme stats", "hookme stats --watch", "hookme stats --url http://127.0.0.1:4001 --json")
    )

    @OptionGroup var options: OperatorOptions

    @Flag(help: "Again each second, on a terminal in one place, until it is interrupted.")
    var watch = false

    @Flag(help: "As JSON, in the words of GET /stats; with --watch one line each second.")
    var json = false

    func run() async throws {
        let screen = Terminal.isTerminal && watch && !json
        try await options.operating { verbs in
            repeat {
                let report = try await verbs.stats()
                if json {
                    let bytes = CommandJSON.stats(report)
                    Terminal().print(watch ? JSONOutput.line(bytes) : JSONOutput.text(bytes))
                } else {
                    let text = StatsScreen(report, now: .now()).text
                    Terminal().print(screen ? Self.redrawn(text) : watch ? text + "\n" : text)
                }
                if watch { try await Task.sleep(for: .seconds(1)) }
            } while watch
        }
    }

    /// From the top left corner, each line to its end, and nothing of what stood below. So nothing flickers.
    private static func redrawn(_ text: String) -> String {
        "\u{1B}[H" + text.replacing("\n", with: "\u{1B}[K\n") + "\u{1B}[K\u{1B}[J"
    }
}
