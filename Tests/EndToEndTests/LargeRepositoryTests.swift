import Foundation
import Loopback
import TestSupport
import Testing

/// A repository that would fill the memory if it were kept there. `HOOKME_LARGE_ISSUES=100000` makes more of it.
@Suite(.timeLimit(.minutes(10)))
struct LargeRepositoryTests {
    private let issues = ProcessInfo.processInfo.environment["HOOKME_LARGE_ISSUES"].flatMap(Int.init) ?? 10_000

    @Test func `a large repository takes little more memory than its payload`() async throws {
        let repository = GitHubRepository.sample(issues: issues, contributors: 1)
        let github = LoopbackGitHub(
            repositories: [repository], users: repository.sampleUsers, budget: nil, log: ExchangeLog(keepsBodies: false)
        )
        try await World.run(github: github) { world in
            try await world.withDaemon(["LOG_LEVEL": "info"]) { daemon in
                let idle = try Memory.peak(of: daemon.processID)
                _ = try await daemon.post("Hello-World")
                _ = try await daemon.logged("job completed")
                let grown = try Memory.peak(of: daemon.processID) - idle
                let size = world.receiver.log.exchanges.last?.bodySize ?? 0
                print("\(issues) issues, a payload of \(size >> 10) KiB: \(grown >> 10) KiB above idle at most")
                #expect(grown < 120 << 20)
            }
            #expect(try await world.count("SELECT json_array_length(body, '$.issues') FROM payloads") == issues)
        }
    }
}
