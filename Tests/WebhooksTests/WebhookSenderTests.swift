import AsyncHTTPClient
import Jobs
import Loopback
import Outbound
import Testing
import Webhooks

@Suite(.timeLimit(.minutes(1)))
struct WebhookSenderTests {
    private static let body = #"{"title":"Über / \"quotes\" 💥"}"#

    /// Delivers once: to `path` at the receiver as WEBHOOK_URL, unless the job has its own destination.
    private func deliver(
        to receiver: some StandIn, path: String = "/hook?key=value", timeout: Milliseconds = 10_000,
        destination: Destination = .default, allowing list: String = ""
    ) async throws -> ReceiverAnswer {
        try await receiver.serve { url in
            try await HTTPClient.withHTTPClient(configuration: .outbound()) { http in
                let sender = WebhookSender(
                    http: OutboundClient(http),
                    ownDestinations: GuardedClient(DestinationPolicy(try AllowList(list))),
                    defaultURL: url + path, timeout: timeout, userAgent: "hookme-tests"
                )
                return try await sender.deliver(Self.body, webhookID: "msg_7", to: destination)
            }
        }
    }

    @Test func `the receiver gets exactly these bytes, and who they are from`() async throws {
        let receiver = LoopbackReceiver()
        #expect(try await deliver(to: receiver).status == 200)
        let delivery = try #require(receiver.log.exchanges.first)
        #expect(delivery.method == "POST")
        #expect(delivery.target == "/hook?key=value")
        #expect(delivery.body == Array(Self.body.utf8))
        #expect(delivery.header("content-type") == "application/json")
        #expect(delivery.header("content-length") == "\(Self.body.utf8.count)")
        #expect(delivery.header("user-agent") == "hookme-tests")
        #expect(delivery.header("webhook-id") == "msg_7")
    }

    @Test func `a job's own destination goes before the default`() async throws {
        let own = LoopbackReceiver()
        let configured = LoopbackReceiver()
        try await own.serve { url in
            _ = try await deliver(to: configured, destination: .url(url + "/own"), allowing: "127.0.0.1")
        }
        #expect(own.log.exchanges.map(\.target) == ["/own"])
        #expect(configured.log.count == 0)
    }

    @Test(arguments: [200, 201, 202, 204, 299])
    func `a 2xx is a yes`(status: Int) async throws {
        #expect(try await deliver(to: LoopbackReceiver(status: status)).status == status)
    }

    @Test(arguments: [300, 301, 302, 304, 307, 308, 400, 404, 410, 429, 500, 503])
    func `everything else is a no, and no redirect is followed`(status: Int) async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.redirect(to: "/elsewhere", status: status))
        await #expect(throws: DeliveryError.status(status, head: "")) { try await deliver(to: receiver) }
        #expect(receiver.log.count == 1)
    }

    @Test func `what the receiver says is kept, as one short line and without the address`() async throws {
        let receiver = LoopbackReceiver()
        let page = "<pre>\n\tCannot POST /hooks/s3cret\u{0}\r\n</pre>" + String(repeating: "é", count: 5000)
        receiver.faults.add(.answer(LoopbackAnswer(status: 404, body: page)))
        let start = "<pre> Cannot POST … </pre>"
        let head = start + String(repeating: "é", count: 200 - start.count)
        await #expect(throws: DeliveryError.status(404, head: head)) {
            try await deliver(to: receiver, path: "/hooks/s3cret")
        }
    }

    @Test func `a 2xx counts although the rest of the answer never comes`() async throws {
        let receiver = Talker()
        receiver.faults.add(.truncated(after: 3))
        #expect(try await deliver(to: receiver).status == 200)
    }

    @Test func `an answer without an end is not read to its end`() async throws {
        let receiver = LoopbackReceiver()
        let flood = String(repeating: "x", count: 8 << 20)
        receiver.faults.add(.answer(LoopbackAnswer(status: 200, body: flood)))
        #expect(try await deliver(to: receiver).status == 200)
    }

    @Test func `no answer in time is a timeout`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.silence(.seconds(60)))
        await #expect(throws: DeliveryError.timeout(100)) { try await deliver(to: receiver, timeout: 100) }
    }

    @Test func `a dropped connection is a failure in plain words`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.drop)
        let error = await #expect(throws: DeliveryError.self) { try await deliver(to: receiver) }
        #expect(error?.attemptError.errorClass == .webhookUnreachable)
        #expect(error?.attemptError.message.hasPrefix("The delivery failed on its way: connection ") == true)
    }

    @Test(arguments: ["", "nonsense", "ftp://127.0.0.1/", "http://"])
    func `a destination that is no http URL is refused`(url: String) async throws {
        let receiver = LoopbackReceiver()
        await #expect(throws: DeliveryError.forbidden(.notHTTP)) {
            try await deliver(to: receiver, destination: .url(url), allowing: "127.0.0.1")
        }
        #expect(receiver.log.count == 0)
    }

    @Test func `a job's own destination is refused that is not listed, or any more`() async throws {
        let own = LoopbackReceiver()
        try await own.serve { url in
            for (list, refusal) in [("", DestinationRefusal.noneAllowed), ("127.0.0.2 *.example.com", nil)] {
                let error = await #expect(throws: DeliveryError.self) {
                    try await deliver(to: LoopbackReceiver(), destination: .url(url), allowing: list)
                }
                guard case .forbidden(let reason) = error else { throw NotForbidden() }
                #expect(refusal == nil || reason == refusal)
            }
        }
        #expect(own.log.count == 0)
    }

    @Test func `a job's own destination that redirects inwards is not followed there`() async throws {
        let own = LoopbackReceiver()
        let inner = LoopbackReceiver()
        try await inner.serve { target in
            own.faults.add(.redirect(to: target, status: 307))
            try await own.serve { url in
                _ = await #expect(throws: DeliveryError.status(307, head: "")) {
                    try await deliver(to: LoopbackReceiver(), destination: .url(url), allowing: "127.0.0.1")
                }
            }
        }
        #expect(own.log.count == 1 && inner.log.count == 0)
    }

    private struct NotForbidden: Error {}

    @Test func `a cancelled delivery says so`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.silence(.seconds(60)))
        let error = await withTaskGroup(of: DeliveryError?.self) { group in
            group.addTask {
                do {
                    _ = try await deliver(to: receiver)
                    return nil
                } catch {
                    return error as? DeliveryError
                }
            }
            _ = try? await receiver.log.first(1)
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(error == .cancelled)
    }
}

/// A receiver that has something to say.
private struct Talker: StandIn {
    let log = ExchangeLog()
    let faults = FaultScript()

    func answer(to request: Exchange) -> LoopbackAnswer {
        LoopbackAnswer(status: 200, body: "Thank you, and come again")
    }
}
