import Testing

@testable import Daemon

struct CapturedRequestTests {
    private func request(_ text: String) throws(CapturedRequestError) -> CapturedRequest {
        try CapturedRequest(Array(text.utf8))
    }

    @Test(arguments: ["\n", "\r\n"])
    func `the head's lines end with LF or CRLF, and a request line may come first`(end: String) throws {
        let head = ["Webhook-Id: msg_1", "webhook-timestamp:1614265330  ", "x:  a: b", "", ""]
        for lines in [head, ["POST /hook?a=b:c HTTP/1.1"] + head] {
            let request = try request(lines.joined(separator: end) + "{}")
            #expect(request.header("webhook-id") == "msg_1" && request.header("WEBHOOK-ID") == "msg_1")
            #expect(request.header("webhook-timestamp") == "1614265330" && request.header("x") == "a: b")
            #expect(request.header("webhook-signature") == nil)
            #expect(request.body == Array("{}".utf8))
        }
    }

    @Test(arguments: ["", "\n", "\r\n\r\n", "{}\n", "a\r\n\nb\n", "\u{0}\n"])
    func `the body's bytes stay what they are`(body: String) throws {
        #expect(try request("a: b\r\n\r\n" + body).body == Array(body.utf8))
        #expect(try request("a: b\n\n" + body).body == Array(body.utf8))
        let bytes: [UInt8] = [0xFF, 0x0D, 0x00, 0x0A]
        #expect(try CapturedRequest(Array("a: b\n\n".utf8) + bytes).body == bytes)
    }

    @Test(arguments: [
        ("", CapturedRequestError.noEmptyLine), ("a: b\n", .noEmptyLine), ("a: b", .noEmptyLine),
        (#"{"a":1}"# + "\n\n", .notAHeader(line: 1)), ("a: b\nnonsense\n\n", .notAHeader(line: 2)),
        ("a: b\n folded\n\n", .notAHeader(line: 2)), ("a: b\nGET / HTTP/1.1\n\n", .notAHeader(line: 2)),
    ])
    func `what is no request is refused, with the line`(text: String, expected: CapturedRequestError) {
        #expect(throws: expected) { try request(text) }
    }
}
