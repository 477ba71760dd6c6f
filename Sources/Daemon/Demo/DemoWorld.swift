import Loopback

/// What the demo's daemon finds around it: three repositories, and a receiver that is not always well.
struct DemoWorld: Sendable {
    static let owner = "octocat"
    static let normal = "Hello-World"
    static let missing = "No-Such-Repository"
    static let stubborn = "Stubborn-Receiver"
    static let killed = "Killed-Half-Way"

    let github: LoopbackGitHub
    let receiver = LoopbackReceiver()

    init() {
        let repositories = [Self.normal, Self.stubborn, Self.killed].enumerated().map { index, name in
            GitHubRepository.sample(
                id: 1000 + index, owner: Self.owner, name: name, issues: 3, pullRequests: 1, contributors: 3,
                anonymous: 1
            )
        }
        github = LoopbackGitHub(repositories: repositories, users: repositories.flatMap(\.sampleUsers))
        receiver.faults.add(.status(503), times: 2) { delivery in
            String(decoding: delivery.body, as: UTF8.self).contains("\"repository\":\"\(Self.stubborn)\"")
        }
        // Slow enough to be killed in the middle of it.
        github.faults.add(.altered { _ in }.delayed(by: .seconds(1)), times: 1) { request in
            request.target.contains(Self.killed)
        }
    }

    /// What the receiver has taken, the latest delivery last.
    func deliveries(of repository: String) -> [Exchange] {
        receiver.log.exchanges.filter {
            String(decoding: $0.body, as: UTF8.self).contains("\"repository\":\"\(repository)\"")
        }
    }
}
