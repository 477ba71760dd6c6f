import Foundation
import Loopback
import Outbound
import Testing

@Suite(.timeLimit(.minutes(1)))
struct OutboundBoundsTests {
    private static let stalledBody = RawServer("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun", then: .stall)

    @Test func `an answer that does not begin in time is a timeout`() async throws {
        let limit = Duration.milliseconds(100)
        await #expect(throws: OutboundError.timeout(limit)) {
            try await RawServer("", then: .stall).serve { port in
                try await withOutboundClient { try await $0.send(.get("http://127.0.0.1:\(port)", timeout: limit)) }
            }
        }
    }

    @Test func `a body that does not end in time is a timeout`() async throws {
        let limit = Duration.milliseconds(200)
        await #expect(throws: OutboundError.timeout(limit)) {
            try await Self.stalledBody.serve { port in
                try await withOutboundClient { try await $0.send(.get("http://127.0.0.1:\(port)", timeout: limit)) }
            }
        }
    }

    @Test func `for an excerpt, the status and what came in time are enough`() async throws {
        let response = try await Self.stalledBody.serve { port in
            try await withOutboundClient {
                try await $0.send(
                    .get("http://127.0.0.1:\(port)", timeout: .milliseconds(200), demand: .excerpt)
                )
            }
        }
        #expect(response.status == 200)
        #expect(response.text == "begun")
        #expect(response.isTruncated)
    }

    @Test func `for an excerpt, a body cut by the other side is enough`() async throws {
        let server = RawServer("HTTP/1.1 503 Busy\r\ncontent-length: 100\r\n\r\nbegun", then: .close)
        let response = try await server.serve { port in
            try await withOutboundClient {
                try await $0.send(.get("http://127.0.0.1:\(port)", demand: .excerpt))
            }
        }
        #expect(response.status == 503)
        #expect(response.text == "begun")
        #expect(response.isTruncated)
    }

    @Test(arguments: [(9, true), (10, false), (11, false)])
    func `a body over the limit is an error, or cut where an excerpt is enough`(limit: Int, isLonger: Bool) async throws
    {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.answer(LoopbackAnswer(status: 200, body: "0123456789")))
        try await receiver.serve { url in
            try await withOutboundClient { client in
                let excerpt = try await client.send(.get(url, limit: limit, demand: .excerpt))
                #expect(excerpt.text == "0123456789".prefix(limit))
                #expect(excerpt.isTruncated == isLonger)
                if isLonger {
                    await #expect(throws: OutboundError.tooLarge(limit: limit)) {
                        try await client.send(.get(url, limit: limit))
                    }
                } else {
                    #expect(try await client.send(.get(url, limit: limit)).text == "0123456789")
                }
            }
        }
    }

    @Test func `a body without an end is cut, and its connection given up`() async throws {
        let flood = "100000\r\n" + String(repeating: "x", count: 1 << 20) + "\r\n"
        let server = RawServer("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\(flood)", then: .stall)
        let response = try await server.serve { port in
            try await withOutboundClient {
                try await $0.send(.get("http://127.0.0.1:\(port)", limit: 4096, demand: .excerpt))
            }
        }
        #expect(response.body.count == 4096)
        #expect(response.isTruncated)
    }

    @Test func `a compressed body is inflated`() async throws {
        let body = try #require(Data(base64Encoded: "H4sIAAAAAAACA8tIzcnJVyjPL8pJAQCFEUoNCwAAAA=="))
        let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: \(body.count)\r\n\r\n"
        let response = try await RawServer(Array(head.utf8) + body, then: .close).serve { port in
            try await withOutboundClient { try await $0.send(.get("http://127.0.0.1:\(port)")) }
        }
        #expect(response.text == "hello world")
    }

    @Test func `a cancelled task is told so, and not of a timeout`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.silence(.seconds(60)))
        try await receiver.serve { url in
            try await withOutboundClient { client in
                await withTaskGroup(of: OutboundError?.self) { group in
                    group.addTask {
                        do throws(OutboundError) {
                            _ = try await client.send(.get(url))
                            return nil
                        } catch {
                            return error
                        }
                    }
                    _ = try? await receiver.log.first(1)
                    group.cancelAll()
                    #expect(await group.next() == .some(.cancelled))
                }
            }
        }
    }
}
