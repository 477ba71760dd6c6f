import Jobs
import Testing

@testable import Webhooks

struct WebhookVerifierTests {
    typealias Problem = VerificationError.Problem

    /// What is wrong with the delivery, at the moment of the example and so many seconds after it.
    private func problems(
        _ delivery: SignedDelivery, secrets: [String] = [Example.secret],
        tolerance: Int? = WebhookVerifier.defaultTolerance, secondsLater seconds: Int64 = 0
    ) throws -> [Problem] {
        let verifier = WebhookVerifier(secrets: try secrets.map { try WebhookSecret($0) }, tolerance: tolerance)
        do {
            try verifier.verify(delivery, at: Example.moment(plus: seconds))
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `the specification's example is valid`() throws {
        #expect(try problems(Example.delivery()) == [])
    }

    private static let changed: [(SignedDelivery, [Problem])] = [
        (Example.delivery(id: nil), [.missing(.id)]),
        (Example.delivery(timestamp: nil), [.missing(.timestamp)]),
        (Example.delivery(signature: nil), [.missing(.signature)]),
        (Example.delivery(signature: ""), [.missing(.signature)]),
        (Example.delivery(id: nil, signature: nil), [.missing(.id), .missing(.signature)]),
        (Example.delivery(timestamp: "now"), [.notANumber("now"), .mismatch(nil)]),
        (Example.delivery(timestamp: "-1"), [.notANumber("-1"), .mismatch(nil)]),
        (Example.delivery(timestamp: "1614265330.5"), [.notANumber("1614265330.5"), .mismatch(nil)]),
        (Example.delivery(timestamp: "9999999999999999999"), [.notANumber("9999999999999999999"), .mismatch(nil)]),
        (Example.delivery(timestamp: "1614265331"), [.mismatch(nil)]),
        (Example.delivery(id: "msg_other"), [.mismatch(nil)]),
        (Example.delivery(body: []), [.mismatch(nil)]),
        (Example.delivery(body: Array(#"{"test": 2432232315}"#.utf8)), [.mismatch(nil)]),
        (Example.delivery(signature: "v1a,c2ln v2,eA=="), [.noSignature(versions: ["v1a", "v2"])]),
        (Example.delivery(signature: "sha256=0123"), [.noSignature(versions: [])]),
        (Example.delivery(signature: "v1"), [.mismatch(nil)]),
        (Example.delivery(signature: "v1,not base64"), [.mismatch(nil)]),
        (Example.delivery(signature: String(Example.signature.dropLast(4))), [.mismatch(nil)]),
    ]

    @Test(arguments: changed.indices)
    func `what is wrong with a delivery is told part for part`(index: Int) throws {
        let (delivery, problems) = Self.changed[index]
        #expect(try self.problems(delivery) == problems)
    }

    private static let ages: [(Int64, [Problem])] = [
        (300, []), (-300, []), (301, [.tooOld(seconds: 301, tolerance: 300)]),
        (-301, [.tooNew(seconds: 301, tolerance: 300)]),
    ]

    @Test(arguments: ages)
    func `a timestamp may be five minutes away from the clock, before or after it`(
        seconds: Int64, problems: [Problem]
    ) throws {
        #expect(try self.problems(Example.delivery(), secondsLater: seconds) == problems)
    }

    @Test func `the tolerance can be chosen, and be none`() throws {
        #expect(try problems(Example.delivery(), tolerance: 9, secondsLater: 9) == [])
        #expect(
            try problems(Example.delivery(), tolerance: 9, secondsLater: 10) == [.tooOld(seconds: 10, tolerance: 9)])
        #expect(try problems(Example.delivery(), tolerance: nil, secondsLater: 1_000_000_000) == [])
    }

    @Test func `of a captured delivery both the age and the signature are told`() throws {
        let captured = Example.delivery(body: [])
        #expect(
            try problems(captured, secondsLater: 400) == [.tooOld(seconds: 400, tolerance: 300), .mismatch(nil)]
        )
    }

    @Test func `during a rotation any signature may match any secret`() throws {
        let other = WebhookSignature.header(
            id: Example.id, timestamp: Example.timestamp, body: Example.body,
            secrets: [try WebhookSecret(Example.otherSecret)]
        )
        let both = "v1a,c2ln \(other) \(Example.signature)"
        #expect(try problems(Example.delivery(signature: both)) == [])
        #expect(try problems(Example.delivery(signature: both), secrets: [Example.otherSecret]) == [])
        let secrets = [Example.otherSecret, Example.secret]
        #expect(try problems(Example.delivery(), secrets: secrets) == [])
        #expect(try problems(Example.delivery(), secrets: [Example.otherSecret]) == [.mismatch(nil)])
        #expect(try problems(Example.delivery(), secrets: []) == [.mismatch(nil)])
    }

    private static let altered: [(signed: String, captured: String, BodyChange)] = [
        (#"{"a":1}"#, "{\"a\":1}\n", .newlineAdded),
        (#"{"a":1}"#, "{\"a\":1}\r\n", .newlineAdded),
        ("{\"a\":1}\n", #"{"a":1}"#, .newlineRemoved),
        ("{\n\"a\":1\n}", "{\r\n\"a\":1\r\n}", .lineEndsToCRLF),
        ("{\r\n\"a\":1\r\n}", "{\n\"a\":1\n}", .lineEndsToLF),
    ]

    @Test(arguments: altered.indices)
    func `a body that a tool has altered is recognized`(index: Int) throws {
        let (signed, captured, change) = Self.altered[index]
        let delivery = Example.delivery(signature: try Example.signature(of: signed), body: Array(captured.utf8))
        #expect(try problems(delivery) == [.mismatch(change)])
    }
}
