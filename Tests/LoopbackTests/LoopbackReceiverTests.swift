import Foundation
import Loopback
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LoopbackReceiverTests {
    @Test func `the first deliveries of each job fail`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.status(500), times: 2, forEach: { $0.webhookID ?? "" })
        try await withClient(of: receiver) { client in
            for id in ["a", "b", "a", "a", "b", "b", "a"] {
                _ = try await client.send("POST", "/", ["webhook-id": id], body: "{}")
            }
        }
        #expect(receiver.log.exchanges.map(\.status) == [500, 500, 500, 200, 500, 200, 200])
    }

    @Test func `a fault may look into the body, also when none is kept`() async throws {
        let receiver = LoopbackReceiver(log: ExchangeLog(keepsBodies: false))
        receiver.faults.add(.status(410)) { String(decoding: $0.body, as: UTF8.self).contains("octocat") }
        try await withClient(of: receiver) { client in
            for (user, status) in [("octocat", 410), ("hubot", 200)] {
                let reply = try await client.send("POST", "/", body: "{\"user\":\"\(user)\"}")
                #expect(reply.status == status)
            }
        }
    }

    @Test func `a redirect names its target`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.redirect(to: "http://127.0.0.1:1/elsewhere"))
        try await withClient(of: receiver) { client in
            let reply = try await client.send("POST", "/", body: "{}")
            #expect(reply.status == 307)
            #expect(reply["location"] == "http://127.0.0.1:1/elsewhere")
        }
    }

    @Test func `each delivery is announced once, with its body and its answer`() async throws {
        let seen = Mutex<[String]>([])
        let receiver = LoopbackReceiver(log: ExchangeLog(keepsBodies: false)) { delivery in
            let body = String(decoding: delivery.body, as: UTF8.self)
            seen.withLock { $0.append("\(body) \(delivery.status.map(String.init) ?? "dropped")") }
        }
        receiver.faults.add(.drop, times: 1)
        try await withClient(of: receiver) { client in
            _ = try? await client.send("POST", "/", body: "one")
            _ = try await client.send("POST", "/", body: "two")
        }
        #expect(seen.withLock { $0 } == ["one dropped", "two 200"])
    }

    @Test func `thousands of deliveries at once all count`() async throws {
        let receiver = LoopbackReceiver(log: ExchangeLog(capacity: 100, keepsBodies: false))
        let body = String(repeating: "x", count: 2000)
        try await withClient(of: receiver) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 1...8 {
                    group.addTask {
                        for number in 1...300 {
                            _ = try await client.send("POST", "/", ["webhook-id": "\(sender)-\(number)"], body: body)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(receiver.log.answersByStatus == [200: 2400])
        #expect(receiver.log.exchanges.count == 100)
    }
}
