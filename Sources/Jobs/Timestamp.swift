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

    /// Earlier than any moment that happens.
    package static let distantPast = Timestamp(millisecondsSinceEpoch: .min)
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
        return Milliseconds(overflow ? (later < earlier ? .min : .max) : difference)
    }

    /// As the generated columns of the database write it: `2026-11-23T22:44:04.123Z` (RFC 3339).
    package var iso8601: String {
        // Four digits for the year, as in RFC 3339: the years 0000 to 9999.
        let shown = min(max(millisecondsSinceEpoch, -62_167_219_200_000), 253_402_300_799_999)
        let (seconds, millisecond) = shown.flooredQuotientAndRemainder(dividingBy: 1000)
        let (days, second) = seconds.flooredQuotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = Self.date(daysSinceEpoch: days)
        return String(unsafeUninitializedCapacity: 24) { text in
            _ = text.initialize(fromContentsOf: "0000-00-00T00:00:00.000Z".utf8)
            text.write(year, endingAt: 3)
            text.write(month, endingAt: 6)
            text.write(day, endingAt: 9)
            text.write(second / 3600, endingAt: 12)
            text.write(second / 60 % 60, endingAt: 15)
            text.write(second % 60, endingAt: 18)
            text.write(millisecond, endingAt: 22)
            return 24
        }
    }

    /// The Gregorian calendar repeats itself every 400 years of 146,097 days. Years are counted from March here, so that the
    /// odd day comes last, and the months' lengths follow one line: (153 × month + 2) / 5 days come before a month.
    private static func date(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // From 0000-03-01, which is 719,468 days before 1970.
        let (era, dayOfEra) = (days + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let isNextYear = monthFromMarch >= 10
        return (
            era * 400 + yearOfEra + (isNextYear ? 1 : 0), isNextYear ? monthFromMarch - 9 : monthFromMarch + 3, day
        )
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

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes the digits of a number over the zeros that end at `place`.
    fileprivate func write(_ number: Int64, endingAt place: Int) {
        var (rest, place) = (number, place)
        while rest > 0, place >= 0 {
            self[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            (rest, place) = (rest / 10, place - 1)
        }
    }
}
