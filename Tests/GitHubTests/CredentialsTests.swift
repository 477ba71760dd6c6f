import Foundation
import Jobs
import Loopback
import TestSupport
import Testing

@testable import GitHub

@Suite(.timeLimit(.minutes(1)))
struct CredentialsTests {
    private let storage = MemoryStorage()
    private let meter = RequestMeter()
    private let clock = ManualClock(Timestamp(millisecondsSinceEpoch: 1_700_000_000_000))
    private var now: WallClock { { [clock] in clock.now } }

    @Test func `refused credentials stop every request until they are asked for again`() async throws {
        let github = LoopbackGitHub(users: [GitHubUser(login: "octocat", name: nil)], token: "good")
        let start = clock.now
        try await withGitHub(github, token: "bad", storage: storage, now: now) { client in
            let refused = GitHubError.unauthorized(until: start + .seconds(60), status: 401, message: "Bad credentials")
            await #expect(throws: refused) { try await client.user("octocat", meter: meter) }
            await #expect(throws: GitHubError.unauthorized(until: start + .seconds(60), status: nil, message: "")) {
                try await client.user("octocat", meter: meter)
            }
            #expect(client.closure(at: start) == GateClosure(until: start + .seconds(60), reason: .unauthorized))
            clock.advance(by: .seconds(60))
            #expect(client.closure(at: clock.now) == nil)
            await #expect(throws: GitHubError.self) { try await client.user("octocat", meter: meter) }
            #expect(client.closure(at: clock.now)?.until == clock.now + .seconds(120))
            clock.advance(by: .seconds(120))
            github.token = "bad"
            _ = try await client.user("octocat", meter: meter)
        }
        #expect(github.log.count == 3)
        #expect(storage.saved.last == .open)
    }

    @Test func `whoever wants to know whether they are accepted makes GitHub be asked, when it is time`() async throws {
        let github = LoopbackGitHub(users: [GitHubUser(login: "octocat", name: nil)], token: "good")
        try await withGitHub(github, token: "bad", storage: storage, now: now) { client in
            #expect(await client.refusal(at: clock.now) == nil)
            await #expect(throws: GitHubError.self) { try await client.user("octocat", meter: meter) }
            for _ in 0..<3 { #expect(await client.refusal(at: clock.now)?.until == clock.now + .seconds(60)) }
            #expect(github.log.count == 1)
            clock.advance(by: .seconds(60))
            #expect(await client.refusal(at: clock.now)?.until == clock.now + .seconds(120))
            #expect(github.log.exchanges.map(\.target) == ["/users/octocat", "/rate_limit"])
            clock.advance(by: .seconds(120))
            github.token = "bad"
            #expect(await client.refusal(at: clock.now) == nil)
            #expect(github.pointsSpent == 0)
            _ = try await client.user("octocat", meter: meter)
        }
    }

    @Test func `a token file that has changed is read again, and is another reader's`() async throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("token")
        let github = LoopbackGitHub(users: [GitHubUser(login: "octocat", name: nil)], token: "good")
        let credentials = TokenCredentials("bad", from: file)
        try await github.serve { url in
            try await withGitHub(at: url, as: credentials, storage: storage, now: now) { client in
                await #expect(throws: GitHubError.self) { try await client.user("octocat", meter: meter) }
                #expect(client.closure(at: clock.now)?.reason == .unauthorized)
                // Half written, as it may be met.
                try "".write(toFile: file, atomically: true, encoding: .utf8)
                #expect(client.closure(at: clock.now)?.reason == .unauthorized)
                try "good\n".write(toFile: file, atomically: true, encoding: .utf8)
                #expect(client.closure(at: clock.now) == nil)
                _ = try await client.user("octocat", meter: meter)
            }
        }
        #expect(github.log.answersByStatus == [401: 1, 200: 1])
    }

    @Test func `a file that vanishes leaves the last token`() throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("token")
        try "one".write(toFile: file, atomically: true, encoding: .utf8)
        let credentials = TokenCredentials("one", from: file)
        try FileManager.default.removeItem(atPath: file)
        #expect(credentials.credential().token == "one")
        try "two".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(credentials.credential().token == "two")
    }

    @Test func `a reader is told apart by a fingerprint, never by the token`() {
        let (one, two) = (TokenCredentials("s3cret-one"), TokenCredentials("s3cret-two"))
        #expect(one.reader != two.reader)
        #expect(one.reader == TokenCredentials("s3cret-one").reader)
        #expect(one.reader.wholeMatch(of: /token:[0-9a-f]{16}/) != nil)
    }
}
