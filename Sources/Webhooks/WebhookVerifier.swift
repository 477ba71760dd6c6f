import Crypto
import Foundation
package import Jobs

/// A receiver's side of the Standard Webhooks: tells a delivery that was signed with one of the secrets from any other.
package struct WebhookVerifier: Sendable {
    package static let defaultTolerance = 300

    private let secrets: [WebhookSecret]
    private let tolerance: Int?

    /// - Parameters:
    ///   - secrets: any of them will do.
    ///   - tolerance: how many seconds a timestamp may be from our clock, before or after it; nil: any number.
    package init(secrets: [WebhookSecret], tolerance: Int? = defaultTolerance) {
        self.secrets = secrets
        self.tolerance = tolerance
    }

    /// Returns where the delivery is what it says. Else throws everything that is wrong with it at once: of a captured
    /// delivery, which is old already, one also wants to know about the signature.
    package func verify(_ delivery: SignedDelivery, at now: Timestamp) throws(VerificationError) {
        let missing = WebhookHeader.allCases.filter { delivery[$0] == nil }
        guard missing.isEmpty, let id = delivery[.id], let timestamp = delivery[.timestamp] else {
            throw VerificationError(problems: missing.map(VerificationError.Problem.missing))
        }
        var problems = [timeProblem(timestamp, now)].compactMap(\.self)
        if let problem = signatureProblem(delivery, id, timestamp) { problems.append(problem) }
        guard problems.isEmpty else { throw VerificationError(problems: problems) }
    }

    private func timeProblem(_ timestamp: String, _ now: Timestamp) -> VerificationError.Problem? {
        let isNumber = timestamp.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        // More digits than that are no time, and would not fit.
        guard isNumber, timestamp.utf8.count <= 15, let sent = Int(timestamp) else { return .notANumber(timestamp) }
        guard let tolerance else { return nil }
        let age = Int(now.millisecondsSinceEpoch / 1000) - sent
        if age > tolerance { return .tooOld(seconds: age, tolerance: tolerance) }
        return -age > tolerance ? .tooNew(seconds: -age, tolerance: tolerance) : nil
    }

    private func signatureProblem(
        _ delivery: SignedDelivery, _ id: String, _ timestamp: String
    ) -> VerificationError.Problem? {
        let signatures = delivery.signatures.filter { $0.version == WebhookSignature.version }
        guard !signatures.isEmpty else {
            return .noSignature(versions: delivery.signatures.filter { !$0.value.isEmpty }.map { String($0.version) })
        }
        let given = signatures.compactMap { Data(base64Encoded: String($0.value)) }
        if isOneOf(given, id, timestamp, delivery.body) { return nil }
        return .mismatch(
            BodyChange.allCases.first { change in
                change.candidates(for: delivery.body).contains { isOneOf(given, id, timestamp, $0) }
            }
        )
    }

    /// Compares in constant time, and every secret with every signature: how long it takes says nothing of either.
    private func isOneOf(_ signatures: [Data], _ id: String, _ timestamp: String, _ body: [UInt8]) -> Bool {
        var isOne = false
        for secret in secrets {
            let code = WebhookSignature.code(id: id, timestamp: timestamp, body: body, key: secret.key)
            // Crypto's `==` of a code and bytes takes as long for unequal as for equal ones.
            for signature in signatures where code == signature { isOne = true }
        }
        return isOne
    }
}
