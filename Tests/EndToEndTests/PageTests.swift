import AsyncHTTPClient
import Foundation
import Loopback
import NIOCore
import Outbound
import TestSupport
import Testing

/// The page of a real daemon.
struct PageTests {
    @Test func `it is at the root, and changes while somebody looks`() async throws {
        try await World.run(github: LoopbackGitHub(repositories: [.small("a", id: 1)])) { world in
            try await world.withDaemon { daemon in
                let page = try await daemon.get("/")
                #expect(page.status == 200 && String(decoding: page.body, as: UTF8.self).contains("The queue runs"))
                let events = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: daemon.baseURL + "/dashboard/events?view=overview"), timeout: .seconds(60))
                _ = try await daemon.post("a")
                var text = ""
                for try await part in events.body {
                    text += String(buffer: part)
                    if text.contains(#"data-state="completed">1<"#) { break }
                }
                #expect(text.contains(#"data-state="completed">1<"#))
            }
        }
    }

    @Test func `who looks at it does not keep the daemon from stopping`() async throws {
        try await World.run { world in
            let start = ContinuousClock.now
            var events: HTTPClientResponse?
            let status = try await world.withDaemon { daemon in
                events = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: daemon.baseURL + "/dashboard/events?view=overview"), timeout: .seconds(60))
            }
            #expect(status == 0)
            // Who is not sent away is cut off after SHUTDOWN_GRACE and five seconds more.
            #expect(ContinuousClock.now - start < .seconds(20))
            for try await _ in try #require(events).body {}
        }
    }
}
