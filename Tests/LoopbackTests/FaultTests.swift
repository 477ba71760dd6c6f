import Foundation
import Loopback
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FaultTests {
    private let github = LoopbackGitHub(
        repositories: [.sample(issues: 3, contributors: 3)], budget: .init(limit: 60)
    )
    private let issues = "/repos/octocat/hello-world/issues"

    @Test func `a fault strikes what it matches, as often as it says, and costs no budget`() async throws {
        github.faults.add(.status(502, retryAfter: 7), times: 2) { $0.path.hasSuffix("/issues") }
        try await withClient(of: github) { client in
            #expect(try await client.get("/repos/octocat/hello-world").status == 200)
            for _ in 1...2 {
                let reply = try await client.get(issues)
                #expect(reply.status == 502)
                #expect(reply["retry-after"] == "7")
                #expect(reply["x-ratelimit-remaining"] == "59")
            }
            #expect(try await client.get(issues).status == 200)
        }
    }

    @Test func `rules are tried in their order, until they are cleared`() async throws {
        github.faults.add(.status(500), times: 1)
        github.faults.add(.status(503))
        try await withClient(of: github) { client in
            let faulty = [try await client.get(issues), try await client.get(issues), try await client.get(issues)]
            #expect(faulty.map(\.status) == [500, 503, 503])
            github.faults.clear()
            #expect(try await client.get(issues).status == 200)
        }
    }

    @Test(arguments: [(403, nil), (429, 8)] as [(Int, Int?)])
    func `the secondary rate limit leaves the budget alone`(status: Int, retryAfter: Int?) async throws {
        github.faults.add(.secondaryRateLimit(status: status, retryAfter: retryAfter))
        try await withClient(of: github) { client in
            let reply = try await client.get(issues)
            #expect(reply.status == status)
            #expect(reply["retry-after"] == retryAfter.map(String.init))
            #expect(reply["x-ratelimit-remaining"] == "60")
            #expect(try (reply.object["message"] as? String)?.contains("secondary rate limit") == true)
        }
    }

    @Test func `a fault's own headers stand`() async throws {
        let answer = LoopbackAnswer(status: 403, headers: ["X-RateLimit-Remaining": "0"], body: "{}")
        github.faults.add(.answer(answer))
        try await withClient(of: github) { client in
            let reply = try await client.get(issues)
            #expect(reply["x-ratelimit-remaining"] == "0")
            #expect(reply["x-ratelimit-limit"] == "60")
            #expect(reply.text == "{}")
        }
    }

    @Test(arguments: [Fault.drop, .silence(.milliseconds(20)), .truncated(after: 10), .truncated(after: 0)])
    func `a connection that ends early is an error to the client, and the next one works`(
        fault: Fault
    ) async throws {
        github.faults.add(fault, times: 1)
        try await withClient(of: github) { client in
            await #expect(throws: (any Error).self) { try await client.get(issues) }
            let next = try await client.get(issues)
            #expect(next.status == 200)
        }
        #expect(github.log.count == 2)
    }

    @Test func `a dropped request has no status, a truncated one has`() async throws {
        github.faults.add(.drop, times: 1)
        github.faults.add(.truncated(after: 10), times: 1)
        try await withClient(of: github) { client in
            for _ in 1...2 { _ = try? await client.get(issues) }
        }
        #expect(github.log.exchanges.map(\.status) == [nil, 200])
        #expect(github.log.answersByStatus == [200: 1])
    }

    @Test func `malformed JSON comes whole and does not parse`() async throws {
        github.faults.add(.malformed)
        try await withClient(of: github) { client in
            let reply = try await client.get(issues)
            #expect(reply.status == 200)
            #expect(reply.body.first == UInt8(ascii: "["))
            #expect(reply["content-length"] == String(reply.body.count))
            #expect(throws: (any Error).self) { try reply.list }
        }
    }

    @Test func `an altered answer is the real one but for the change`() async throws {
        github.faults.add(.altered { $0.setHeader("link", to: #"<http://127.0.0.1:1/>; rel="next""#) })
        try await withClient(of: github) { client in
            let reply = try await client.get(issues)
            #expect(reply["link"]?.contains("127.0.0.1:1") == true)
            #expect(try reply.list.count == 3)
            #expect(reply["x-ratelimit-remaining"] == "59")
        }
    }

    @Test func `a held request waits for its release, and a delayed one for its time`() async throws {
        let (releases, release) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        github.faults.add(.held { for await _ in releases { return } }, times: 1)
        github.faults.add(.delay(.milliseconds(30)), times: 1)
        try await withClient(of: github) { client in
            async let held = client.get(issues).status
            let arrived = try await github.log.first { $0.path == issues }
            #expect(arrived.map(\.status) == [nil])
            release.yield()
            #expect(try await held == 200)

            let start = ContinuousClock.now
            let delayed = try await client.get(issues)
            #expect(delayed.status == 200)
            #expect(ContinuousClock.now - start >= .milliseconds(30))
        }
    }
}
