import Foundation
import Loopback
import Testing

/// https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
@Suite(.timeLimit(.minutes(1)))
struct GitHubAppTests {
    /// Half a second after 1767225600.
    private let clock = ManualClock()
    private let exchange = "/app/installations/7/access_tokens"
    private let target = "/repos/octocat/hello-world"

    private func github(token: String? = nil) -> LoopbackGitHub {
        LoopbackGitHub(
            repositories: [.sample(issues: 1, contributors: 1)], token: token,
            app: .init(id: "4711", installationID: 7, tokenLifetime: .seconds(60)),
            log: ExchangeLog { [clock] in clock.now }
        )
    }

    private func exchange(
        with client: LoopbackClient, _ claims: String = #"{"iss":"4711","exp":1767226000}"#
    ) async throws -> Reply {
        try await client.send("POST", exchange, ["authorization": "Bearer \(jsonWebToken(claims))"])
    }

    @Test func `a token of an installation works until it expires`() async throws {
        try await withClient(of: github()) { client in
            let issued = try await exchange(with: client)
            #expect(issued.status == 201)
            #expect(try issued.object["token"] as? String == "ghs_standin_1")
            #expect(try issued.object["expires_at"] as? String == "2026-01-01T00:01:00Z")
            #expect(try issued.object["permissions"] is [String: String])

            let credentials = ["authorization": "token ghs_standin_1"]
            #expect(try await client.get(target, credentials).status == 200)
            #expect(try await client.query(ids: [], credentials).status == 200)
            clock.advance(bySeconds: 59.4)
            #expect(try await client.get(target, credentials).status == 200)
            clock.advance(bySeconds: 0.1)
            let late = try await client.get(target, credentials)
            #expect(late.status == 401)
            #expect(try late.object["message"] as? String == "Bad credentials")

            let next = try await exchange(with: client)
            #expect(try next.object["token"] as? String == "ghs_standin_2")
        }
    }

    @Test(arguments: ["", "Bearer other", "ghs_standin_1"])
    func `with an app, a request needs a token that was issued`(credentials: String) async throws {
        try await withClient(of: github()) { client in
            _ = try await exchange(with: client)
            #expect(try await client.get(target, ["authorization": credentials]).status == 401)
        }
    }

    @Test func `a fixed token goes on working beside those of the app`() async throws {
        try await withClient(of: github(token: "fixed")) { client in
            _ = try await exchange(with: client)
            for token in ["fixed", "ghs_standin_1"] {
                #expect(try await client.get(target, ["authorization": "Bearer \(token)"]).status == 200)
            }
        }
    }

    @Test func `tokens can be revoked before their time`() async throws {
        let github = github()
        try await withClient(of: github) { client in
            _ = try await exchange(with: client)
            github.revokeIssuedTokens()
            let revoked = try await client.get(target, ["authorization": "Bearer ghs_standin_1"])
            #expect(revoked.status == 401)
            _ = try await exchange(with: client)
            let renewed = try await client.get(target, ["authorization": "Bearer ghs_standin_2"])
            #expect(renewed.status == 200)
        }
    }

    @Test(arguments: [
        #"{"iss":4711,"exp":1767226200}"#, #"{"iss":"4711","exp":1767225601,"iat":1767225500}"#,
    ])
    func `a JSON web token names the app and ends within ten minutes`(claims: String) async throws {
        try await withClient(of: github()) { client in
            let issued = try await exchange(with: client, claims)
            #expect(issued.status == 201)
        }
    }

    @Test(
        arguments: [
            (#"{"iss":"4712","exp":1767226000}"#, "could not be decoded"), (#"{"iss":"4711"}"#, "could not be decoded"),
            ("{", "could not be decoded"), (#"{"iss":"4711","exp":1767225600}"#, "the future time"),
            (#"{"iss":"4711","exp":1767226201}"#, "too far in the future"),
        ])
    func `any other JSON web token is refused`(claims: String, reason: String) async throws {
        try await withClient(of: github()) { client in
            let reply = try await exchange(with: client, claims)
            #expect(reply.status == 401)
            #expect(try (reply.object["message"] as? String)?.contains(reason) == true)
        }
    }

    @Test(arguments: ["", "Bearer a.b", "Bearer ..", "Bearer a.%.c", "token"])
    func `what is no JSON web token is refused`(credentials: String) async throws {
        try await withClient(of: github()) { client in
            let refused = try await client.send("POST", exchange, ["authorization": credentials])
            #expect(refused.status == 401)
        }
    }

    @Test func `an installation that is not there is not found, and no app is no endpoint`() async throws {
        let github = github()
        try await withClient(of: github) { client in
            let credentials = ["authorization": "Bearer " + jsonWebToken(#"{"iss":"4711","exp":1767226000}"#)]
            let other = try await client.send("POST", "/app/installations/8/access_tokens", credentials)
            #expect(other.status == 404)
            #expect(github.pointsSpent == 0)
            github.app = nil
            let none = try await client.send("POST", exchange, credentials)
            #expect(none.status == 404)
        }
    }

    @Test func `a token costs nothing, also when nothing is left`() async throws {
        let github = github()
        github.budget?.remaining = 0
        try await withClient(of: github) { client in
            let issued = try await exchange(with: client)
            #expect(issued.status == 201)
        }
        #expect(github.pointsSpent == 0)
    }
}

/// The claims as an unsigned token: the stand-in looks at nothing else.
func jsonWebToken(_ claims: String) -> String {
    let parts = [#"{"alg":"RS256","typ":"JWT"}"#, claims, "signature"].map { part in
        Data(part.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
    return parts.joined(separator: ".")
}
