import Foundation
import Jobs
import Loopback
import Outbound
import Webhooks

extension Exchange {
    /// The body as it was before it was compressed (WEBHOOK_GZIP_MIN_BYTES): what is signed.
    var content: [UInt8] {
        Gzip.content(of: body, coding: header("content-encoding"))
    }
}

/// The receiver of `hookme listen`: takes every delivery, but those that are not valid where it is told to reject them.
struct Listener: StandIn {
    let log = ExchangeLog(capacity: 1, keepsBodies: false)
    let faults = FaultScript()
    /// Nil: signatures are not looked at.
    let verifier: WebhookVerifier?
    let rejects: Bool
    /// Gets each delivery whose answer is decided.
    let onDelivery: @Sendable (Exchange, Verdict) -> Void

    enum Verdict: Equatable {
        case unchecked
        case valid
        case invalid(VerificationError)
    }

    func answer(to request: Exchange) -> LoopbackAnswer {
        guard rejects, case .invalid(let error) = verdict(on: request) else { return LoopbackAnswer(status: 200) }
        return LoopbackAnswer(status: 401, body: "\(error)\n")
    }

    func didAnswer(_ exchange: Exchange) {
        onDelivery(exchange, verdict(on: exchange))
    }

    /// Judged by the moment of the arrival, so that a delivery has one verdict however often it is asked for.
    private func verdict(on request: Exchange) -> Verdict {
        guard let verifier else { return .unchecked }
        let delivery = SignedDelivery(body: request.content) { request.header($0.rawValue) }
        let moment = Timestamp(millisecondsSinceEpoch: Int64(request.arrivedAt.timeIntervalSince1970 * 1000))
        do {
            try verifier.verify(delivery, at: moment)
            return .valid
        } catch {
            return .invalid(error)
        }
    }
}
