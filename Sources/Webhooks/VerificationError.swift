import Jobs

/// Everything for which a delivery cannot be taken for what it says, in plain words.
package struct VerificationError: Error, Equatable, CustomStringConvertible {
    package enum Problem: Equatable, Sendable {
        case missing(WebhookHeader)
        /// The text that is no time.
        case notANumber(String)
        case tooOld(seconds: Int, tolerance: Int)
        case tooNew(seconds: Int, tolerance: Int)
        /// The versions that the header has instead.
        case noSignature(versions: [String])
        /// None of the signatures is one of this delivery with one of the secrets. It would be, had the body not changed so.
        case mismatch(BodyChange?)
    }

    /// At least one.
    package var problems: [Problem]

    package var description: String {
        problems.map(\.description).joined(separator: "; ")
    }
}

extension VerificationError.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let header):
            return "the header \(header.rawValue) is missing"
        case .notANumber(let text):
            return "webhook-timestamp is '\(text.oneLine.prefix(40))', which is not a time in whole seconds since 1970"
        case .tooOld(let seconds, let tolerance):
            return "webhook-timestamp is too old: \(seconds) s behind this clock, "
                + "\(seconds - tolerance) s more than the \(tolerance) s that are tolerated"
        case .tooNew(let seconds, let tolerance):
            return "webhook-timestamp is too new: \(seconds) s ahead of this clock, "
                + "\(seconds - tolerance) s more than the \(tolerance) s that are tolerated"
        case .noSignature(let versions):
            let found = versions.map { $0.oneLine.prefix(40) }.joined(separator: ", ")
            return "webhook-signature has no v1 signature" + (found.isEmpty ? "" : ", only \(found)")
        case .mismatch(let change?):
            return "the signature does not match, because some tool has altered the body: it \(change.description)"
        case .mismatch(nil):
            return "the signature does not match: another secret, or id, timestamp or body were changed"
        }
    }
}
