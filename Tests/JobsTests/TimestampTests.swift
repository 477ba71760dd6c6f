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

    @Test func `sums and differences stay within what a moment can be`() {
        #expect(Timestamp.distantFuture + 1 == .distantFuture)
        #expect(Timestamp(millisecondsSinceEpoch: 5) - Timestamp(millisecondsSinceEpoch: 2) == 3)
        #expect(Timestamp.distantFuture - Timestamp(millisecondsSinceEpoch: -1) == Milliseconds(.max))
    }
}
