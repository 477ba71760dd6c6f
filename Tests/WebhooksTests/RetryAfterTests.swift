import Jobs
import Testing

@testable import Webhooks

struct RetryAfterTests {
    /// 1994-11-06T08:49:37Z, the moment of the RFC's examples, a minute before.
    private static let now = Timestamp(millisecondsSinceEpoch: 784_111_777_000 - 60_000)

    @Test(arguments: [
        ("0", Milliseconds(0)), ("120", 120_000), (" 7 ", 7000),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 60_000),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 60_000),
        ("Sun Nov  6 08:49:37 1994", 60_000),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ("Tue, 06 Nov 2094 08:49:37 GMT", 86_400_000),
        ("86401", 86_400_000), ("99999999999999999999999", 86_400_000),
    ])
    func `it is read in each of its forms, within a day`(header: String, wait: Milliseconds) throws {
        let retryAfter = try #require(RetryAfter(header))
        #expect(retryAfter.moment(at: Self.now) == Self.now + wait)
    }

    @Test(arguments: ["", "soon", "-5", "1.5", "0x10", "Sun, 06 Nov 1994", "٣"])
    func `what is none of them says nothing`(header: String) {
        #expect(RetryAfter(header) == nil)
    }
}
