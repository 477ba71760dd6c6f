import AsyncHTTPClient
import Loopback
import Outbound
import TestSupport
import Testing

/// A daemon that needs no token, and a browser on its machine that shows somebody else's page.
@Suite(.timeLimit(.minutes(2)))
struct ForeignPageTests {
    private func status(
        _ daemon: DaemonProcess, _ headers: [String: String], _ method: OutboundRequest.Method = .post
    ) async throws -> Int {
        try await OutboundClient(HTTPClient.shared).send(
            OutboundRequest(
                method: method, url: daemon.baseURL + "/tasks", headers: headers,
                body: method == .post ? Array(#"{"username":"octocat","repository":"a"}"#.utf8) : nil,
                timeout: .seconds(20), maxResponseBytes: 65_536, demand: .whole
            )
        ).status
    }

    @Test func `pages of other sites may ask nothing, by whichever name they lead here`() async throws {
        try await World.run { world in
            try await world.withDaemon { daemon async throws in
                for headers in [
                    ["sec-fetch-site": "cross-site"], ["sec-fetch-site": "same-site"],
                    ["origin": "https://evil.example"],
                    ["origin": "null"], ["host": "evil.example"],
                    ["host": "evil.example:4001", "origin": "http://evil.example:4001"],
                ] {
                    let posted = try await status(daemon, headers)
                    #expect(posted == 403, "\(headers)")
                    let read = try await status(daemon, headers, .get)
                    #expect(read == 403, "\(headers)")
                }
                #expect(try await world.count("SELECT count(*) FROM jobs") == 0)
                let own = daemon.baseURL
                for headers in [
                    [:], ["host": "localhost:1"], ["sec-fetch-site": "none"],
                    ["origin": own, "sec-fetch-site": "same-origin"],
                ] {
                    let posted = try await status(daemon, headers)
                    #expect([200, 202].contains(posted), "\(headers)")
                }
            }
        }
    }

    @Test func `who shows a token may be a page of any site`() async throws {
        let (token, entry) = try await AuthenticationTests.make("ci", ["enqueue"])
        try await World.run { world in
            try await world.withDaemon(["AUTH_TOKENS": entry]) { daemon async throws in
                let headers = [
                    "authorization": "Bearer \(token)", "origin": "https://ours.example", "host": "jobs.example",
                ]
                let posted = try await status(daemon, headers)
                #expect(posted == 202)
            }
        }
    }
}
