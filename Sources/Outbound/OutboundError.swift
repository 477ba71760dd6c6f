/// Why a request has no answer.
///
/// Never holds the URL, a header or anything of a body: each of them may carry a secret.
package enum OutboundError: Error, Equatable, Sendable {
    /// The whole request took longer than this.
    case timeout(Duration)
    /// The other side did nothing more for as long as it may.
    case stalled(Stall)
    /// No connection, so that nothing was sent; in plain words.
    case unreachable(String)
    /// A connection that did not last, or no answer in what came by it; in plain words. The request may have arrived.
    case interrupted(String)
    /// Not an `http` or `https` URL with a host (RFC 3986).
    case invalidURL
    /// The body is longer than this many bytes.
    case tooLarge(limit: Int)
    /// The surrounding task was cancelled. Says nothing about the other side.
    case cancelled

    /// Where it stopped.
    package enum Stall: Sendable {
        /// It took nothing more of the request.
        case request
        /// It had the request, and said nothing.
        case answer
    }

    /// Its name, for counts.
    package var word: String {
        switch self {
        case .timeout: "timeout"
        case .stalled: "stalled"
        case .unreachable, .invalidURL: "unreachable"
        case .interrupted: "interrupted"
        case .tooLarge: "too_large"
        case .cancelled: "cancelled"
        }
    }
}
