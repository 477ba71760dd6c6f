import AsyncHTTPClient
import Foundation
import JWTKit
import Jobs
import Loopback
import Outbound
import TestSupport
import Testing

@testable import GitHub

@Suite(.timeLimit(.minutes(1)))
struct AppCredentialsTests {
    private struct Claims: JWTPayload {
        var iss: IssuerClaim
        var iat: IssuedAtClaim
        var exp: ExpirationClaim

        func verify(using _: some JWTAlgorithm) throws {}
    }

    private let clock = ManualClock(Timestamp(millisecondsSinceEpoch: 1_700_000_000_000))
    private let storage = MemoryStorage()

    private func withApp(
        installation: Int = 99, _ body: (LoopbackGitHub, GitHubClient, Insecure.RSA.PrivateKey) async throws -> Void
    ) async throws {
        let clock = clock
        let now: WallClock = { clock.now }
        let github = LoopbackGitHub(
            users: [GitHubUser(login: "octocat", name: nil)], app: .init(id: "7", installationID: 99),
            log: ExchangeLog(now: { Date(timeIntervalSince1970: Double(clock.now.millisecondsSinceEpoch) / 1000) })
        )
        let pem = try testKey.get()
        let privateKey = try Insecure.RSA.PrivateKey(pem: pem)
        let key = try await AppKey(app: "7", pem: pem)
        try await github.serve { url in
            try await HTTPClient.withHTTPClient(configuration: .outbound()) { http in
                let credentials = AppCredentials(
                    app: "7", installation: installation, key: key, http: OutboundClient(http),
                    configuration: GitHubConfiguration(baseURL: url, timeout: 10_000, userAgent: "hookme-tests"),
                    now: now
                )
                try await withGitHub(at: url, as: credentials, storage: storage, now: now) {
                    try await body(github, $0, privateKey)
                }
            }
        }
    }

    @Test func `its token is got with a signed proof, used by all, and renewed before it expires`() async throws {
        try await withApp { github, client, privateKey in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { _ = try await client.user("octocat", meter: RequestMeter()) }
                }
                try await group.waitForAll()
            }
            let exchanges = { github.log.exchanges.filter { $0.method == "POST" } }
            #expect(exchanges().map(\.target) == ["/app/installations/99/access_tokens"])

            let proof = try #require(exchanges().first?.header("authorization")?.dropFirst("Bearer ".count))
            let keys = await JWTKeyCollection().add(rsa: privateKey.publicKey, digestAlgorithm: .sha256)
            let claims = try await keys.verify(String(proof), as: Claims.self)
            #expect(claims.iss.value == "7")
            #expect(claims.iat.value.timeIntervalSince1970 == 1_700_000_000 - 60)
            #expect(claims.exp.value.timeIntervalSince1970 == 1_700_000_000 + 540)

            clock.advance(by: .seconds(3600 - 301))
            _ = try await client.user("octocat", meter: RequestMeter())
            #expect(exchanges().count == 1)
            clock.advance(by: .seconds(2))
            _ = try await client.user("octocat", meter: RequestMeter())
            #expect(exchanges().count == 2)
        }
    }

    @Test func `its pages and its budget outlive its token`() async throws {
        try await withApp { github, client, _ in
            let repository = GitHubRepository.sample(issues: 3, contributors: 0)
            github.put(repository)
            let since = clock.now
            _ = try await GitHubClient.all(client.issues(of: .helloWorld, for: Reading(since: since, meter: .init())))
            clock.advance(by: .seconds(7200))
            let count = github.log.count
            _ = try await GitHubClient.all(client.issues(of: .helloWorld, for: Reading(since: since, meter: .init())))
            #expect(github.log.count == count)
            #expect(storage.pages.keys.map(\.reader) == ["app:7/99"])
        }
    }

    @Test func `an installation that GitHub does not know closes the gate as a bad token does`() async throws {
        try await withApp(installation: 98) { github, client, _ in
            let error = await #expect(throws: GitHubError.self) {
                try await client.user("octocat", meter: RequestMeter())
            }
            guard case .unauthorized(let until, nil, let message) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(until == clock.now + .seconds(60))
            #expect(message == "no token for the App's installation (404): Not Found")
            #expect(client.closure(at: clock.now)?.reason == .unauthorized)
            await #expect(throws: GitHubError.self) { try await client.user("octocat", meter: RequestMeter()) }
            #expect(github.log.count == 1)
        }
    }

    @Test
    func `a token that ends before its time is replaced at once, and a new one that is refused too closes the gate`()
        async throws
    {
        try await withApp { github, client, _ in
            _ = try await client.user("octocat", meter: RequestMeter())
            github.revokeIssuedTokens()
            _ = try await client.user("octocat", meter: RequestMeter())
            #expect(client.closure(at: clock.now) == nil)
            #expect(github.log.exchanges.map(\.status) == [201, 200, 401, 201, 200])
            github.faults.add(.status(401)) { $0.method == "GET" }
            await #expect(throws: GitHubError.self) { try await client.user("octocat", meter: RequestMeter()) }
            #expect(client.closure(at: clock.now)?.reason == .unauthorized)
            #expect(github.log.count == 8)
        }
    }

    @Test(arguments: [(403, 30), (429, 30)])
    func `a limit on asking for a token is waited for as any other`(status: Int, seconds: Int) async throws {
        try await withApp { github, client, _ in
            github.faults.add(.secondaryRateLimit(status: status, retryAfter: seconds)) { $0.method == "POST" }
            let until = clock.now + .seconds(Int64(seconds))
            await #expect(throws: GitHubError.rateLimited(.secondary, until: until, status: nil)) {
                try await client.user("octocat", meter: RequestMeter())
            }
            #expect(client.closure(at: clock.now) == GateClosure(until: until, reason: .secondary))
        }
    }

    @Test func `those who waited for a token that was refused do not ask again`() async throws {
        try await withApp(installation: 98) { github, client, _ in
            github.faults.add(.delay(.milliseconds(100))) { $0.method == "POST" }
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { _ = try? await client.user("octocat", meter: RequestMeter()) }
                }
            }
            #expect(github.log.count == 1)
        }
    }

    @Test func `a GitHub that fails is a failure of the attempt`() async throws {
        try await withApp { github, client, _ in
            github.faults.add(.status(503)) { $0.method == "POST" }
            await #expect(throws: GitHubError.status(503, message: "")) {
                try await client.user("octocat", meter: RequestMeter())
            }
            #expect(client.closure(at: clock.now) == nil)
        }
    }

    @Test(arguments: ["", "not a key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"])
    func `what is no key is refused at the start`(pem: String) async {
        await #expect(throws: (any Error).self) { try await AppKey(app: "7", pem: pem) }
    }
}
