import Foundation
import Loopback
import Outbound
import Synchronization
import TestSupport
import Testing

/// Looks for the token wherever it might have got to.
@Suite(.timeLimit(.minutes(2)))
struct SecrecyTests {
    private static let token = "ghp_T0kenThatMustNotLeave"

    @Test func `the token gets to GitHub, and into no log, no page of the database and no other host`() async throws {
        let elsewhere = LoopbackReceiver()
        let repositories = ["normal", "redirected", "linked", "denied", "failing"].enumerated().map {
            GitHubRepository.sample(id: $0 + 1, name: $1, issues: 120, contributors: 3)
        }
        let github = LoopbackGitHub(
            repositories: repositories, users: repositories[0].sampleUsers, token: Self.token
        )
        try await elsewhere.serve { url in
            github.faults.add(.redirect(to: url + "/stolen")) { $0.path.contains("redirected") }
            github.faults.add(.altered { $0.setHeader("link", to: "<\(url)/stolen>; rel=\"next\"") }) {
                $0.path.contains("linked")
            }
            // What GitHub says is kept: also where it repeats what it was asked with.
            let echo = LoopbackAnswer(status: 403, body: #"{"message":"not accessible by \#(Self.token)"}"#)
            github.faults.add(.answer(echo)) { $0.path.contains("denied") }
            github.faults.add(.status(500)) { $0.path.contains("failing") }
            try await World.run(github: github) { world in
                let settings = ["API_TOKEN": Self.token, "LOG_LEVEL": "trace", "RETRY_MAX_ATTEMPTS": "1"]
                let lines = Lines()
                try await world.withDaemon(settings) { daemon in
                    lines.add(daemon.startLog)
                    for repository in repositories { _ = try await daemon.post(repository.name) }
                    var over = 0
                    for await line in daemon.log {
                        lines.add([line])
                        if ["job completed", "job discarded"].contains(line.message) { over += 1 }
                        if over == repositories.count { break }
                    }
                    #expect(over == repositories.count)
                    // While it runs, so that the log of the database is looked at too.
                    for suffix in ["", "-wal", "-shm"] {
                        let file = try Data(contentsOf: URL(fileURLWithPath: world.database + suffix))
                        #expect(file.range(of: Data(Self.token.utf8)) == nil, "\(suffix)")
                    }
                    for path in ["/tasks/1", "/tasks/2", "/tasks/4", "/readyz"] {
                        let body = String(decoding: try await daemon.get(path).body, as: UTF8.self)
                        #expect(!body.contains(Self.token))
                    }
                }
                #expect(lines.text.contains("GitHub answered"))
                #expect(!lines.text.contains(Self.token))
                let file = try Data(contentsOf: URL(fileURLWithPath: world.database))
                #expect(file.range(of: Data("octocat".utf8)) != nil, "the test looks at the right file")
                #expect(file.range(of: Data(Self.token.utf8)) == nil)
                let sent = world.receiver.log.exchanges + elsewhere.log.exchanges
                #expect(
                    !sent.contains { "\($0.headers) \(String(decoding: $0.body, as: UTF8.self))".contains(Self.token) })
                #expect(elsewhere.log.count == 0)
            }
        }
        #expect(github.log.exchanges.allSatisfy { $0.header("authorization") == "Bearer \(Self.token)" })
    }
}

/// What the daemon logged.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String {
        lines.withLock { $0.joined(separator: "\n") }
    }

    func add(_ more: [LogLine]) {
        lines.withLock { $0 += more.map { "\($0)" } }
    }
}
