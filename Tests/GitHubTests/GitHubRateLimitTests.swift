import Foundation
import Jobs
import Loopback
import TestSupport
import Testing

@testable import GitHub

struct GitHubRateLimitTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)
    private static let clock: WallClock = { now }
    private static let date = Date(timeIntervalSince1970: 1_700_000_000)

    private let storage = MemoryStorage()
    private let meter = RequestMeter()

    /// As the last process left it.
    private func close(until: Timestamp) async throws {
        let state = GateState(closedUntil: until, reason: .primary, streak: 0)
        try await storage.setGate(TokenCredentials("token").reader, to: state)
    }

    @Test func `the last request of the budget is answered, and no further one goes out`() async throws {
        let github = LoopbackGitHub(
            repositories: [.sample(issues: 250, contributors: 0)],
            budget: .init(limit: 60, remaining: 2, resetAt: Self.date + 600), log: ExchangeLog(now: { Self.date })
        )
        await #expect(throws: GitHubError.rateLimited(.core, until: Self.now + .seconds(601), status: nil)) {
            try await withGitHub(github, storage: storage, now: Self.clock) {
                try await $0.issues(of: .helloWorld, meter: meter)
            }
        }
        #expect(github.log.count == 2)
        #expect(meter.count == 2)
        #expect(storage.saved == [GateState(closedUntil: Self.now + .seconds(601), reason: .primary, streak: 0)])
    }

    @Test func `a spent budget refuses once, and then nothing is asked`() async throws {
        let github = LoopbackGitHub(
            users: [GitHubUser(login: "octocat", name: nil)],
            budget: .init(limit: 60, remaining: 0, resetAt: Self.date + 600), log: ExchangeLog(now: { Self.date })
        )
        let until = Self.now + .seconds(601)
        try await withGitHub(github, storage: storage, now: Self.clock) { client in
            await #expect(throws: GitHubError.rateLimited(.core, until: until, status: 403)) {
                try await client.user("octocat", meter: meter)
            }
            await #expect(throws: GitHubError.rateLimited(.core, until: until, status: nil)) {
                try await client.user("octocat", meter: meter)
            }
        }
        #expect(github.log.count == 1)
        #expect(meter.count == 1)
    }

    @Test(arguments: [(403, 8, 8), (429, 30, 30), (403, nil, 60), (429, nil, 60)])
    func `the secondary limit closes the gate`(status: Int, retryAfter: Int?, seconds: Int64) async throws {
        let github = LoopbackGitHub()
        github.faults.add(.secondaryRateLimit(status: status, retryAfter: retryAfter))
        await #expect(throws: GitHubError.rateLimited(.secondary, until: Self.now + .seconds(seconds), status: status))
        {
            try await withGitHub(github, storage: storage, now: Self.clock) {
                try await $0.user("octocat", meter: meter)
            }
        }
        #expect(storage.saved.map(\.closedUntil) == [Self.now + .seconds(seconds)])
        #expect(storage.saved.map(\.reason) == [.secondary])
    }

    @Test func `a gate that was closed before a restart sends nothing`() async throws {
        try await close(until: Self.now + 1)
        let github = LoopbackGitHub()
        await #expect(throws: GitHubError.rateLimited(.core, until: Self.now + 1, status: nil)) {
            try await withGitHub(github, storage: storage, now: Self.clock) {
                try await $0.user("octocat", meter: meter)
            }
        }
        #expect(github.log.count == 0)
        #expect(meter.count == 0)
    }

    @Test func `when the moment has come, requests go out and the gate is saved as open`() async throws {
        try await close(until: Self.now)
        let github = LoopbackGitHub(users: [GitHubUser(login: "octocat", name: nil)])
        _ = try await withGitHub(github, storage: storage, now: Self.clock) {
            try await $0.user("octocat", meter: meter)
        }
        #expect(storage.saved.last == .open)
    }

    @Test func `a server without limits never closes it`() async throws {
        let github = LoopbackGitHub(repositories: [.sample(issues: 250, contributors: 0)], budget: nil)
        let issues = try await withGitHub(github, storage: storage) {
            try await $0.issues(of: .helloWorld, meter: meter)
        }
        #expect(issues.items.count == 250)
        #expect(storage.saved.isEmpty)
    }
}
