import Jobs
import Testing

/// The rules of W3C Trace Context, section 3.2.
struct TraceParentTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00f067aa0ba902b7"

    @Test(arguments: ["00", "01", "03", "ff"])
    func `version 00 is sent on as it came`(flags: String) {
        let text = "00-\(Self.trace)-\(Self.parent)-\(flags)"
        #expect(TraceParent(text)?.text == text)
    }

    @Test(arguments: [("", "01"), ("-", "00"), ("-more-of-it", "01"), ("", "ff"), ("", "fe")])
    func `of a later version what version 00 knows is sent on`(rest: String, flags: String) {
        let isSampled = flags.hasSuffix("1") || flags.hasSuffix("f")
        let sent = TraceParent("01-\(Self.trace)-\(Self.parent)-\(flags)\(rest)")?.text
        #expect(sent == "00-\(Self.trace)-\(Self.parent)-\(isSampled ? "01" : "00")")
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-\(parent)", "00-\(trace)-\(parent)-", "00-\(trace)-\(parent)-1",
        "00-\(trace)-\(parent)-0x",
        "00-\(trace)-\(parent)-01-", "00-\(trace)-\(parent)-01-more", "01-\(trace)-\(parent)-01more",
        "ff-\(trace)-\(parent)-01", "0g-\(trace)-\(parent)-01", "00-\(trace.uppercased())-\(parent)-01",
        "00-\(trace)-\(parent.uppercased())-01", "00-00000000000000000000000000000000-\(parent)-01",
        "00-\(trace)-0000000000000000-01", "00_\(trace)-\(parent)-01", "00-\(trace)_\(parent)-01",
        "00-\(trace)-\(parent)_01", " 00-\(trace)-\(parent)-01", "00-\(trace)-\(parent)-01 ",
        "00-\(trace)-\(parent)-01, 00-\(trace)-\(parent)-01", "00-\(trace.dropLast())é-\(parent)-01",
        "00-\(trace)-\(parent)-01\r\nx: y",
    ])
    func `what is none is ignored`(text: String) {
        #expect(TraceParent(text) == nil)
    }
}
