import Foundation
import Jobs
import Testing

struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1, "1970-01-01T00:00:00.001Z"),
        (1_795_474_244_123, "2026-11-23T22:50:44.123Z"), (1_795_474_244_999, "2026-11-23T22:50:44.999Z"),
    ])
    func `a moment is written with its milliseconds, in UTC`(milliseconds: Int64, text: String) {
        #expect(Timestamp(millisecondsSinceEpoch: milliseconds).iso8601 == text)
    }

    @Test func `every day of two centuries is written as Foundation writes it`() {
        let (first, last) = (-2_208_988_800, 4_417_977_600)  // 1900-01-01 and 2110-01-01
        for (number, midnight) in stride(from: first, to: last + 86_400, by: 86_400).enumerated() {
            // Another time of each day, and another millisecond.
            expectSameText(second: midnight + number * 7919 % 86_400, millisecond: number * 37 % 1000)
        }
    }

    @Test(arguments: [
        "1904-02-29", "1968-02-29", "1969-12-31", "1970-01-01", "1999-12-31", "2000-02-29", "2000-03-01", "2099-12-31",
        "2100-02-28", "2100-03-01", "2400-02-29", "2400-12-31", "4000-02-29", "9996-02-29", "9999-01-01", "9999-12-31",
    ])
    func `the odd days are written as Foundation writes them`(day: String) throws {
        let midnight = Int(try Date(day + "T00:00:00Z", strategy: .iso8601).timeIntervalSince1970)
        for second in [0, 1, 3599, 3600, 43_199, 43_200, 86_399] {
            for millisecond in [0, 1, 9, 10, 99, 100, 999] {
                expectSameText(second: midnight + second, millisecond: millisecond)
            }
        }
        #expect(Timestamp(millisecondsSinceEpoch: Int64(midnight) * 1000).iso8601 == day + "T00:00:00.000Z")
    }

    /// Foundation is asked for the whole second only: it keeps moments as fractions that a millisecond is lost in.
    private func expectSameText(second: Int, millisecond: Int) {
        let whole = Date(timeIntervalSince1970: TimeInterval(second)).formatted(.iso8601)
        let fraction = String(1000 + millisecond).dropFirst()
        let text = Timestamp(millisecondsSinceEpoch: Int64(second * 1000 + millisecond)).iso8601
        #expect(text == whole.dropLast() + "." + fraction + "Z")
    }

    @Test func `even the moments that never happen are written in 24 characters`() {
        for moment in [Timestamp.distantPast, .distantFuture] { #expect(moment.iso8601.utf8.count == 24) }
    }

    @Test func `sums and differences stay within what a moment can be`() {
        #expect(Timestamp.distantFuture + 1 == .distantFuture)
        #expect(Timestamp(millisecondsSinceEpoch: 5) - Timestamp(millisecondsSinceEpoch: 2) == 3)
        #expect(Timestamp.distantFuture - Timestamp(millisecondsSinceEpoch: -1) == Milliseconds(.max))
    }
}
