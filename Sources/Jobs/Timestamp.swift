import Foundation

/// A moment in UTC, in whole milliseconds since 1970: the one unit of time in the database, the logs and the API.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var millisecondsSinceEpoch: Int64

    package init(millisecondsSinceEpoch: Int64) {
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }

    /// What the machine's clock shows.
    package static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            millisecondsSinceEpoch: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        )
    }

    /// Later than any moment that happens.
    package static let distantFuture = Timestamp(millisecondsSinceEpoch: .max)

    package static func < (one: Timestamp, other: Timestamp) -> Bool {
        one.millisecondsSinceEpoch < other.millisecondsSinceEpoch
    }

    package static func + (moment: Timestamp, wait: Milliseconds) -> Timestamp {
        let (sum, overflow) = moment.millisecondsSinceEpoch.addingReportingOverflow(wait.count)
        return Timestamp(millisecondsSinceEpoch: overflow ? .max : sum)
    }

    package static func - (later: Timestamp, earlier: Timestamp) -> Milliseconds {
        let (difference, overflow) = later.millisecondsSinceEpoch
            .subtractingReportingOverflow(earlier.millisecondsSinceEpoch)
        return Milliseconds(overflow ? .max : difference)
    }

    /// As the generated columns of the database write it: `2026-11-23T22:44:04.123Z` (RFC 3339).
    package var iso8601: String {
        // The fraction is written apart: as a part of a floating-point number it would be a millisecond off now and then.
        let (seconds, milliseconds) = millisecondsSinceEpoch.flooredQuotientAndRemainder(dividingBy: 1000)
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast()
        let fraction = String(1000 + milliseconds).dropFirst()
        return "\(whole).\(fraction)Z"
    }
}

/// A length of time in whole milliseconds, the unit of every duration that a user configures.
package struct Milliseconds: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
    package var count: Int64

    package init(_ count: Int64) {
        self.count = count
    }

    package init(integerLiteral count: Int64) {
        self.init(count)
    }

    package init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    package static func seconds(_ seconds: Int64) -> Milliseconds {
        Milliseconds(seconds * 1000)
    }

    package static func < (one: Milliseconds, other: Milliseconds) -> Bool {
        one.count < other.count
    }

    package var duration: Duration {
        .milliseconds(count)
    }
}

/// Tells the time. Injected, so that tests can choose it.
package typealias WallClock = @Sendable () -> Timestamp

extension Int64 {
    /// Like `quotientAndRemainder`, but rounded down also below zero.
    fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
