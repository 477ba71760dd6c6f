import Foundation
import Jobs
import Loopback
import TestSupport
import Testing

@testable import GitHub

@Suite(.timeLimit(.minutes(1)))
struct RequestSlotsTests {
    private let storage = MemoryStorage()

    private func ask(_ client: GitHubClient, times: Int) async -> [GitHubError?] {
        await withTaskGroup(of: GitHubError?.self) { group in
            for _ in 0..<times {
                group.addTask {
                    do throws(GitHubError) {
                        _ = try await client.user("octocat", meter: RequestMeter())
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func github(_ log: ExchangeLog = ExchangeLog()) -> LoopbackGitHub {
        LoopbackGitHub(users: [GitHubUser(login: "octocat", name: nil)], log: log)
    }

    @Test func `no more requests are under way at once than are allowed, and all of them go out`() async throws {
        let github = github()
        let latch = Latch()
        github.faults.add(.held(until: latch.wait), times: 3)
        try await withGitHub(github, slots: 3) { client in
            async let errors = ask(client, times: 60)
            try await github.log.first(3)
            #expect(github.log.count == 3)
            latch.open()
            #expect(await errors.allSatisfy { $0 == nil })
        }
        #expect(github.log.count == 60)
        #expect(github.log.mostAtOnce == 3)
    }

    @Test func `when the wait is over one goes first, and the others after its answer`() async throws {
        let now = Timestamp.now()
        let clock: WallClock = { now }
        let closed = GateState(closedUntil: now, reason: .secondary, streak: 1)
        try await storage.setGate(TokenCredentials("token").reader, to: closed)
        let github = github()
        let latch = Latch()
        github.faults.add(.held(until: latch.wait), times: 1)
        try await withGitHub(github, storage: storage, now: clock) { client in
            async let errors = ask(client, times: 30)
            try await github.log.first(1)
            #expect(github.log.count == 1)
            latch.open()
            #expect(await errors.allSatisfy { $0 == nil })
        }
        #expect(github.log.exchanges.first?.status == 200)
        #expect(github.log.count == 30)
        #expect(storage.saved.count == 2 && storage.saved.last?.closedUntil == nil)
    }

    @Test func `when the first finds it still closed, the others do not go`() async throws {
        let now = Timestamp.now()
        let clock: WallClock = { now }
        let closed = GateState(closedUntil: now, reason: .secondary, streak: 1)
        try await storage.setGate(TokenCredentials("token").reader, to: closed)
        let github = github()
        github.faults.add(.secondaryRateLimit())
        let errors = try await withGitHub(github, storage: storage, now: clock) { await ask($0, times: 30) }
        #expect(github.log.count == 1)
        let until = now + .seconds(120)
        #expect(errors.count { $0 == .rateLimited(.secondary, until: until, status: 403) } == 1)
        #expect(errors.count { $0 == .rateLimited(.secondary, until: until, status: nil) } == 29)
    }

    @Test func `what REST is told about too much at once holds for GraphQL too`() async throws {
        let github = github()
        github.faults.add(.secondaryRateLimit(retryAfter: 60)) { $0.method == "GET" }
        let octocat = ListedContributor(login: "octocat", type: "User", contributions: 1, nodeID: "U_1")
        try await withGitHub(github, storage: storage) { client async throws in
            await #expect(throws: GitHubError.self) { try await client.user("octocat", meter: RequestMeter()) }
            await #expect(throws: GitHubError.self) { try await client.names(of: [octocat], for: .anew()) }
        }
        #expect(github.log.count == 1)
    }

    @Test func `who is cancelled while he waits leaves the queue`() async throws {
        let github = github()
        let latch = Latch()
        github.faults.add(.held(until: latch.wait), times: 1)
        try await withGitHub(github, slots: 1) { client in
            await withTaskGroup(of: GitHubError?.self) { group in
                group.addTask { await ask(client, times: 1)[0] }
                _ = try? await github.log.first(1)
                await withTaskGroup(of: Void.self) { waiting in
                    waiting.addTask { #expect(await ask(client, times: 1) == [.cancelled]) }
                    waiting.cancelAll()
                }
                latch.open()
                #expect(await group.next() == .some(nil))
            }
        }
        #expect(github.log.count == 1)
    }

    @Test func `who has spent much leaves the last tenth of the window to others`() async throws {
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        let now = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)
        let clock: WallClock = { now }
        let github = github(ExchangeLog(now: { date }))
        github.budget = .init(limit: 60, remaining: 20, resetAt: date + 600)
        try await withGitHub(github, storage: storage, now: clock) { client in
            let large = RequestMeter()
            for _ in 0..<14 { _ = try await client.user("octocat", meter: large) }
            // Six are left: a tenth.
            await #expect(throws: GitHubError.rateLimited(.reserve, until: now + .seconds(601), status: nil)) {
                try await client.user("octocat", meter: large)
            }
            let small = RequestMeter()
            for _ in 0..<6 { _ = try await client.user("octocat", meter: small) }
            await #expect(throws: GitHubError.rateLimited(.core, until: now + .seconds(601), status: nil)) {
                try await client.user("octocat", meter: small)
            }
        }
        #expect(github.log.answersByStatus == [200: 20])
    }
}
