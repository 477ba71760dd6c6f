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

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("2026-11-23T22:50:44.123Z", 1_795_474_244_123),
        ("2026-11-23t22:50:44z", 1_795_474_244_000), ("2026-11-23T23:50:44.5+01:00", 1_795_474_244_500),
        ("2026-11-23T09:20:44-13:30", 1_795_474_244_000), ("2026-11-23T22:50:44-00:00", 1_795_474_244_000),
        // What is finer than a millisecond is cut off.
        ("2026-11-23T22:50:44.1239999999Z", 1_795_474_244_123), ("2026-11-23T22:50:44.12Z", 1_795_474_244_120),
        ("2000-02-29T00:00:00Z", 951_782_400_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("0000-02-29T00:00:00Z", -62_162_121_600_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        // Leap seconds, wherever the day ends there.
        ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("2017-01-01T00:59:60+01:00", 1_483_228_800_000),
        ("2016-12-31T15:59:60.9-08:00", 1_483_228_800_900),
    ])
    func `a moment is read as RFC 3339 writes it`(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.millisecondsSinceEpoch == milliseconds)
    }

    @Test(arguments: [
        "", "Z", "2026-11-23", "2026-11-23T22:50:44", "2026-11-23 22:50:44Z", "2026-11-23T22:50Z", "22:50:44Z",
        "2026-11-23T22:50:44,5Z", "2026-11-23T22:50:44.Z", "2026-11-23T22:50:44.5", "2026-11-23T22:50:44ZZ",
        " 2026-11-23T22:50:44Z", "2026-11-23T22:50:44Z ", "2026-11-23T22:50:44+0100", "2026-11-23T22:50:44+01",
        "2026-11-23T22:50:44+24:00", "2026-11-23T22:50:44+01:60", "2026-11-23T22:50:44 01:00",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-11-23T24:00:00Z",
        "2026-11-23T22:60:00Z", "2026-11-23T22:50:61Z", "2026-11-23T22:50:60Z", "2016-12-31T23:59:60+01:00",
        "26-11-23T22:50:44Z", "12026-11-23T22:50:44Z", "+2026-11-23T22:50:44Z", "-026-11-23T22:50:44Z",
        "2026-1-23T22:50:44Z", "2026-W48-1T22:50:44Z", "20261123T225044Z", "２０２６-11-23T22:50:44Z",
        "2026-11-23T22:50:44.\u{662}Z", "1795474244123", "now",
    ])
    func `what RFC 3339 does not write is no moment`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func `what is written is read as the same moment`() {
        for milliseconds: Int64 in stride(
            from: -62_167_219_200_000, through: 253_402_300_799_999, by: 1_234_567_890_123)
        {
            let moment = Timestamp(millisecondsSinceEpoch: milliseconds)
            #expect(Timestamp(rfc3339: moment.iso8601) == moment)
        }
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
