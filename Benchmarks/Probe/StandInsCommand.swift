import ArgumentParser
import Loopback

/// `probe stand-ins`: a GitHub and a receiver, until it is told to end.
struct StandInsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stand-ins", abstract: "A GitHub of small repositories and a receiver that counts."
    )

    @Option(help: "How many milliseconds GitHub takes for each answer.")
    var delay = 0

    func run() async throws {
        let github = SmallRepositories()
        if delay > 0 { github.faults.add(.delay(.milliseconds(delay))) }
        try await github.serve { apiURL in
            try await DeliveryCounter().serve { webhookURL in
                printLine(Addresses(apiURL: apiURL, webhookURL: webhookURL))
                while true { try await Task.sleep(for: .seconds(3600)) }
            }
        }
    }
}

private struct Addresses: Encodable {
    let apiURL: String
    let webhookURL: String

    private enum CodingKeys: String, CodingKey {
        case apiURL = "api_url"
        case webhookURL = "webhook_url"
    }
}
