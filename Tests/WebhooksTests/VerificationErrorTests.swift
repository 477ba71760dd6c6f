import Testing

@testable import Webhooks

struct VerificationErrorTests {
    private static let words: [(VerificationError.Problem, String)] = [
        (.missing(.timestamp), "the header webhook-timestamp is missing"),
        (
            .notANumber("to\u{1b}day"),
            "webhook-timestamp is 'to day', which is not a time in whole seconds since 1970"
        ),
        (
            .tooOld(seconds: 421, tolerance: 300),
            "webhook-timestamp is too old: 421 s behind this clock, 121 s more than the 300 s that are tolerated"
        ),
        (
            .tooNew(seconds: 301, tolerance: 300),
            "webhook-timestamp is too new: 301 s ahead of this clock, 1 s more than the 300 s that are tolerated"
        ),
        (.noSignature(versions: []), "webhook-signature has no v1 signature"),
        (.noSignature(versions: ["v1a", "v2"]), "webhook-signature has no v1 signature, only v1a, v2"),
        (
            .mismatch(nil),
            "the signature does not match: another secret, or id, timestamp or body were changed"
        ),
        (
            .mismatch(.newlineAdded),
            "the signature does not match, because some tool has altered the body: "
                + "it has got a newline at its end that was not signed"
        ),
        (
            .mismatch(.lineEndsToCRLF),
            "the signature does not match, because some tool has altered the body: "
                + "it has got CRLF where LF was signed"
        ),
    ]

    @Test(arguments: words.indices)
    func `a problem is told in plain words`(index: Int) {
        let (problem, words) = Self.words[index]
        #expect(problem.description == words)
    }

    @Test func `several problems are told one after the other`() {
        let error = VerificationError(problems: [.missing(.id), .missing(.signature)])
        #expect("\(error)" == "the header webhook-id is missing; the header webhook-signature is missing")
    }
}
