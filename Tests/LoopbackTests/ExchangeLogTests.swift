import Foundation
import Loopback
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ExchangeLogTests {
    @Test func `an exchange has what was sent and what was answered`() async throws {
        let clock = ManualClock()
        let receiver = LoopbackReceiver(status: 202, log: ExchangeLog { clock.now })
        try await withClient(of: receiver) { client in
            let headers = ["Webhook-ID": "msg_1", "X-Other": "x"]
            _ = try await client.send("POST", "/hook?a=1&b", headers, body: "{\"a\":1}")
            let exchange = try #require(receiver.log.exchanges.first)
            #expect(exchange.number == 1)
            #expect(exchange.arrivedAt == clock.now)
            #expect(exchange.method == "POST")
            #expect(exchange.target == "/hook?a=1&b")
            #expect(exchange.path == "/hook")
            #expect(exchange.query == "a=1&b")
            #expect(exchange.authority == client.baseURL.dropFirst("http://".count))
            #expect(exchange.header("x-OTHER") == "x")
            #expect(exchange.headers.contains { $0 == ("x-other", "x") })
            #expect(exchange.webhookID == "msg_1")
            #expect(String(decoding: exchange.body, as: UTF8.self) == "{\"a\":1}")
            #expect(exchange.bodySize == 7)
            #expect(exchange.status == 202)
        }
    }

    @Test func `the log forgets the oldest, and counts them all`() async throws {
        let receiver = LoopbackReceiver(log: ExchangeLog(capacity: 3))
        try await withClient(of: receiver) { client in
            for number in 1...8 { _ = try await client.get("/\(number)") }
        }
        #expect(receiver.log.count == 8)
        #expect(receiver.log.answersByStatus == [200: 8])
        #expect(receiver.log.exchanges.map(\.target) == ["/6", "/7", "/8"])
        #expect(receiver.log.exchanges.map(\.status) == [200, 200, 200])
        #expect(try await receiver.log.first { $0.number >= 7 }.map(\.number) == [7])
    }

    @Test func `one may wait for what is yet to come`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.status(503), times: 2)
        try await withClient(of: receiver) { client in
            async let accepted = receiver.log.first(2) { $0.status == 200 }
            async let arrived = receiver.log.first(3)
            for _ in 1...4 { _ = try await client.get("/") }
            #expect(try await accepted.map(\.number) == [3, 4])
            #expect(try await arrived.map(\.number) == [1, 2, 3])
        }
    }

    @Test func `the most requests under way at once are counted, until their answers are decided`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.drop, times: 1)
        let (releases, release) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .unbounded)
        try await withClient(of: receiver) { client in
            #expect(receiver.log.mostAtOnce == 0)
            for _ in 1...3 { _ = try? await client.get("/one-by-one") }
            #expect(receiver.log.mostAtOnce == 1)

            receiver.faults.add(.held { for await _ in releases { return } }) { $0.path == "/at-once" }
            async let first = client.get("/at-once").status
            async let second = client.get("/at-once").status
            async let third = client.get("/at-once").status
            try await receiver.log.first(3) { $0.path == "/at-once" }
            release.finish()
            #expect(try await [first, second, third] == [200, 200, 200])
            _ = try await client.get("/one-by-one")
            #expect(receiver.log.mostAtOnce == 3)
        }
    }

    @Test func `a wait that is cancelled throws`() async {
        let log = ExchangeLog()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 1...10 {
                group.addTask {
                    do {
                        try await log.first()
                        return false
                    } catch {
                        return error is CancellationError
                    }
                }
            }
            group.cancelAll()
            for await wasCancelled in group { #expect(wasCancelled) }
        }
    }

    @Test func `bodies that are not kept are still told apart`() async throws {
        let receiver = LoopbackReceiver(log: ExchangeLog(keepsBodies: false))
        try await withClient(of: receiver) { client in
            for body in ["same", "same", "else"] { _ = try await client.send("POST", "/", body: body) }
        }
        let hashes = receiver.log.exchanges.map(\.bodyHash)
        #expect(hashes[0] == hashes[1] && hashes[1] != hashes[2])
        #expect(receiver.log.exchanges.map(\.bodySize) == [4, 4, 4])
        #expect(receiver.log.exchanges.allSatisfy { $0.body.isEmpty })
    }
}
