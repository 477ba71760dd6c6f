/// A GitHub of small repositories and a receiver, in a process of their own.
struct StandIns: Sendable {
    let apiURL: String
    let webhookURL: String

    /// - Parameter delay: how long GitHub takes for each answer.
    static func run<Value: Sendable>(
        _ plan: Plan, delay: Duration = .zero, _ body: (StandIns) async throws -> Value
    ) async throws -> Value {
        let milliseconds = Int(delay / .milliseconds(1))
        return try await Program(plan.probe, ["stand-ins", "--delay", "\(milliseconds)"]).run { running in
            let addresses = try await running.line(Addresses.self, within: .seconds(10))
            return try await body(StandIns(apiURL: addresses.apiUrl, webhookURL: addresses.webhookUrl))
        }
    }

    /// What makes a daemon talk to them.
    var settings: [String: String] {
        ["API_URL": apiURL, "WEBHOOK_URL": webhookURL]
    }

    /// What the receiver has had so far.
    func received() async throws -> Received {
        try Received(json: try await HTTP.get(webhookURL))
    }
}

struct Received: Decodable, Sendable {
    let deliveries: Int
    /// By their webhook-id.
    let jobs: Int
}

private struct Addresses: Decodable {
    let apiUrl: String
    let webhookUrl: String
}
