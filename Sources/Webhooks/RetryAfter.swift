import Foundation
package import Jobs

/// When a receiver wants to be asked again (RFC 9110, section 10.2.3): a number of seconds, or a moment by its clock.
package enum RetryAfter: Equatable, Sendable {
    case wait(Milliseconds)
    case at(Timestamp)

    /// Longer than a day nobody is kept waiting by a header.
    private static let longest = Milliseconds.seconds(24 * 60 * 60)

    /// Nil for what is neither.
    init?(_ header: String) {
        let text = header.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // More digits than a number has: a long time in any case.
            self = .wait(min(Self.longest, Int64(text).map { .seconds(min($0, 1 << 40)) } ?? Self.longest))
        } else if let date = HTTPDate.moment(text) {
            self = .at(date)
        } else {
            return nil
        }
    }

    /// Never before `now`, and at most a day later.
    package func moment(at now: Timestamp) -> Timestamp {
        switch self {
        case .wait(let wait): now + min(wait, Self.longest)
        case .at(let moment): min(max(moment, now), now + Self.longest)
        }
    }
}

/// A date as HTTP writes it: the form of today, and the two that a recipient has to understand (RFC 9110, section 5.6.7).
package enum HTTPDate {
    private static let formats = [
        "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy",
    ]

    /// Longer is none of them: the longest is `Wednesday, 06-Nov-94 08:49:37 GMT`.
    private static let longest = 40

    package static func moment(_ text: String) -> Timestamp? {
        guard text.utf8.count <= longest else { return nil }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        // The day in `asctime` is filled up with a space.
        let text = text.replacing("  ", with: " ")
        for format in formats {
            formatter.dateFormat = format
            guard let date = formatter.date(from: text) else { continue }
            return Timestamp(millisecondsSinceEpoch: Int64(date.timeIntervalSince1970) * 1000)
        }
        return nil
    }
}
