import AsyncHTTPClient
import Loopback
import NIOCore
import Outbound
import Synchronization
import Testing

struct OutboundClientTests {
    @Test func `a request arrives as it was made`() async throws {
        let receiver = LoopbackReceiver()
        try await receiver.serve { url in
            try await withOutboundClient { client in
                let request = OutboundRequest(
                    method: .post, url: url + "/a%20b?c=d", headers: ["X-Kind": "test"], body: Array("héllo".utf8),
                    timeout: .seconds(10), maxResponseBytes: 1024, demand: .whole
                )
                let response = try await client.send(request)
                #expect(response.status == 200)
            }
        }
        let sent = try #require(receiver.log.exchanges.first)
        #expect(sent.method == "POST")
        #expect(sent.target == "/a%20b?c=d")
        #expect(sent.header("x-kind") == "test")
        #expect(sent.body == Array("héllo".utf8))
        #expect(sent.header("authorization") == nil)
    }

    @Test(arguments: [200, 201, 301, 302, 307, 308, 404, 410, 500, 503])
    func `every status is an answer, and no redirect is followed`(status: Int) async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(
            .answer(LoopbackAnswer(status: status, headers: ["location": "/elsewhere"], body: "body"))
        )
        let response = try await receiver.serve { url in
            try await withOutboundClient { try await $0.send(.get(url)) }
        }
        #expect(response.status == status)
        #expect(response.text == "body")
        #expect(response.header("Location") == "/elsewhere")
        #expect(receiver.log.count == 1)
    }

    @Test func `a user name and password in the URL become Basic authentication`() async throws {
        let receiver = LoopbackReceiver()
        try await receiver.serve { url in
            let withPassword = url.replacing("http://", with: "http://octocat:s%40fe@")
            _ = try await withOutboundClient { try await $0.send(.get(withPassword + "/hook")) }
        }
        let sent = try #require(receiver.log.exchanges.first)
        #expect(sent.target == "/hook")
        #expect(sent.header("authorization") == "Basic b2N0b2NhdDpzQGZl")
    }

    @Test func `a connection that is never idle ends after so many requests, so that a host is looked up again`()
        async throws
    {
        let connections = Atomic(0)
        var configuration = HTTPClient.Configuration.outbound(requestsPerConnection: 3)
        configuration.http1_1ConnectionDebugInitializer = { channel in
            connections.add(1, ordering: .relaxed)
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        try await LoopbackReceiver().serve { url in
            try await HTTPClient.withHTTPClient(configuration: configuration) { http in
                let client = OutboundClient(http)
                for _ in 1...9 { _ = try await client.send(.get(url)) }
            }
        }
        // More only where the machine was so busy that one was idle for long.
        #expect(connections.load(ordering: .relaxed) >= 3)
    }

    @Test func `nothing is sent by a task that is cancelled already`() async throws {
        let receiver = LoopbackReceiver()
        try await receiver.serve { url in
            try await withOutboundClient { client in
                for _ in 1...200 {
                    await withTaskGroup(of: Void.self) { group in
                        group.cancelAll()
                        group.addTask {
                            await #expect(throws: OutboundError.cancelled) { try await client.send(.get(url)) }
                        }
                    }
                }
            }
        }
        #expect(receiver.log.count == 0)
    }

    @Test(arguments: [
        "", "nonsense", "/only/a/path", "http://", "https:///path", "ftp://127.0.0.1/", "unix:/socket",
        "http+unix://%2Fsocket/", "http://[::1", "http://a b/", "http://127.0.0.1:0/", "http://127.0.0.1:65536/",
    ])
    func `what is no http URL is not sent`(url: String) async throws {
        await #expect(throws: OutboundError.invalidURL) {
            try await withOutboundClient { try await $0.send(.get(url)) }
        }
    }

    @Test func `fields of one name come joined, whatever their case`() {
        let response = OutboundResponse(
            status: 200, headers: [("Link", "<a>; rel=prev"), ("link", "<b>; rel=next")], body: [], isTruncated: false
        )
        #expect(response.header("LINK") == "<a>; rel=prev, <b>; rel=next")
        #expect(response.header("etag") == nil)
    }
}
