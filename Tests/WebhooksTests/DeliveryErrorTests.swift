import Jobs
import Outbound
import Testing
import Webhooks

struct DeliveryErrorTests {
    private static let words: [(DeliveryError, ErrorClass, Int?, String)] = [
        (.status(503, head: ""), .webhookStatus, 503, "The receiver answered 503"),
        (.status(400, head: "no such key"), .webhookStatus, 400, "The receiver answered 400: no such key"),
        (
            .status(302, head: ""), .webhookStatus, 302,
            "The receiver answered 302, a redirect, and redirects are not followed"
        ),
        (.timeout(15_000), .webhookTimeout, nil, "The receiver took longer than 15000 ms"),
        (
            .unreachable("connection refused"), .webhookUnreachable, nil,
            "The receiver cannot be reached: connection refused"
        ),
        (.invalidDestination, .webhookDestination, nil, "The destination is not an http or https URL"),
        (
            .forbidden(.credentials), .webhookDestination, nil,
            "The destination must not contain a user name or a password"
        ),
        (.stalled(.request), .webhookTimeout, nil, "The receiver took nothing more of the request"),
        (.stalled(.answer), .webhookTimeout, nil, "The receiver said nothing after the request"),
        (.cancelled, .webhookUnreachable, nil, "The delivery was stopped before the receiver answered"),
    ]

    @Test(arguments: words.indices)
    func `an error is one sentence, a class and the status`(index: Int) {
        let (error, errorClass, status, sentence) = Self.words[index]
        #expect(error.attemptError == AttemptError(errorClass, sentence))
        #expect(error.httpStatus == status)
        #expect(error.isRetryable == (errorClass != .webhookDestination))
        if errorClass == .webhookDestination { #expect(error.verdict == nil) }
    }
}
