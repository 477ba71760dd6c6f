import Loopback

/// Makes hostile requests out of good ones.
struct HostileMaker {
    var random: SplitMix64
    let token: String

    /// A good body, but for an empty name: what gets through by mistake is seen, and stores nothing.
    static let task = #"{"username":"octocat","repository":"hostile"}"#

    private var authorization: String { "Host: a\r\nAuthorization: Bearer \(token)\r\n" }
    private var post: String { "POST /tasks HTTP/1.1\r\n\(authorization)" }
    private var get: String { "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n" }
    private var good: String { post + "Content-Length: \(Self.task.utf8.count)\r\n\r\n" + Self.task }

    private func posting(_ body: [UInt8]) -> [UInt8] {
        Array("\(post)Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    /// With a few bytes of a good one changed, added or gone.
    mutating func mutated() -> [UInt8] {
        var bytes = Array(good.utf8)
        for _ in 0..<random.number(1...8) {
            let place = random.number(0...bytes.count - 1)
            switch random.number(0...2) {
            case 0: bytes[place] = UInt8(random.number(0...255))
            case 1: bytes.insert(UInt8(random.number(0...255)), at: place)
            default: bytes.remove(at: place)
            }
        }
        return bytes
    }

    mutating func truncated() -> HostileRequest {
        HostileRequest(Array(good.utf8.prefix(random.number(0...good.utf8.count - 1))))
    }

    mutating func longTarget() -> HostileRequest {
        let target = String(repeating: random.one(of: ["a", "/", "%41", "?a="]), count: random.number(8200...60_000))
        return HostileRequest("GET /\(target) HTTP/1.1\r\n\(authorization)\r\n")
    }

    mutating func largeHead() -> HostileRequest {
        let fields =
            switch random.number(0...2) {
            case 0: "X: \(String(repeating: "a", count: random.number(17_000...200_000)))\r\n"
            case 1: String(repeating: "X: a\r\n", count: random.number(101...5000))
            default: String(repeating: "a: \(String(repeating: "b", count: 4000))\r\n", count: random.number(9...50))
            }
        return HostileRequest("POST /tasks HTTP/1.1\r\n\(authorization)\(fields)\r\n")
    }

    mutating func largeBody() -> HostileRequest {
        let body = [UInt8](repeating: UInt8(ascii: " "), count: random.number(65_537...1_200_000))
        guard random.number(0...1) == 0 else { return HostileRequest(posting(body)) }
        let size = String(body.count, radix: 16)
        return HostileRequest(
            Array("\(post)Transfer-Encoding: chunked\r\n\r\n\(size)\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
        )
    }

    mutating func wrongLength() -> HostileRequest {
        let length = random.one(of: [
            "-1", "+45", "0x2d", "45, 45", "45;45", "", " ", "4 5", "99999999999999999999999", "1e2", "４５", "45\u{0}",
            "18446744073709551616", "\(random.number(46...100_000))", "\(random.number(1...44))",
        ])
        return HostileRequest("\(post)Content-Length: \(length)\r\n\r\n\(Self.task)")
    }

    /// Two readers of it would see different requests; the one that is hidden must not be answered.
    mutating func smuggled() -> HostileRequest {
        let length = "Content-Length: \(random.number(0...60))\r\n"
        let fields = random.one(of: [
            "\(length)Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n\(length)",
            "\(length)Content-Length: \(random.number(61...99))\r\n", "Transfer-Encoding: chunked\r\n b\r\n",
            "Transfer-Encoding : chunked\r\n", "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "Transfer-Encoding:\u{B}chunked\r\n",
            "Transfer-Encoding: \"chunked\"\r\n", "X: a\rTransfer-Encoding: chunked\r\n\(length)\r\n",
            "X: a\nContent-Length: 5\r\n", "\u{0}Transfer-Encoding: chunked\r\n", "Host: b\r\n\(length)",
            "Transfer-Encoding: chunked\r\nContent-length: 4\r\n",
        ])
        return HostileRequest("\(post)\(fields)\r\n0\r\n\r\n\(get)")
    }

    mutating func brokenChunks() -> HostileRequest {
        let size = String(Self.task.utf8.count, radix: 16)
        let chunks = random.one(of: [
            "zz\r\n\(Self.task)\r\n0\r\n\r\n", "-1\r\n\(Self.task)\r\n0\r\n\r\n", "\(size)\r\n\(Self.task)0\r\n\r\n",
            "\(size)\n\(Self.task)\n0\n\n", "ffffffffffffffffff\r\n\(Self.task)",
            "0x\(size)\r\n\(Self.task)\r\n0\r\n\r\n",
            "\(size)\r\n\(Self.task)\r\n", "\(size) \r\n\(Self.task)\r\n0\r\n\r\nX", "\r\n\r\n",
            "5\r\nabc\r\n0\r\n\r\n",
            "\(size)\r\n\(Self.task)\r\n0\r\n\(String(repeating: "T: a\r\n", count: 200))\r\n",
        ])
        return HostileRequest("\(post)Transfer-Encoding: chunked\r\n\r\n\(chunks)", .answered)
    }

    mutating func badText() -> HostileRequest {
        let bad: [UInt8] = random.one(of: [
            [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
        ])
        if random.number(0...2) == 0 {
            return HostileRequest(Array("GET /tasks/".utf8) + bad + Array(" HTTP/1.1\r\n\(authorization)\r\n".utf8))
        }
        return HostileRequest(posting(Array(#"{"username":"octo"#.utf8) + bad + Array(#"","repository":"a"}"#.utf8)))
    }

    mutating func deepJSON() -> HostileRequest {
        let depth = random.number(33...30_000)
        let (open, close) = random.one(of: [("[", "]"), (#"{"a":"#, "}")])
        let inner = String(repeating: open, count: min(depth, 60_000 / open.count / 2))
        let end = random.number(0...1) == 0 ? "" : String(repeating: close, count: inner.count / open.count)
        let body = random.one(of: [inner + end, #"{"username":"octocat","repository":"a","x":\#(inner)\#(end)}"#])
        return HostileRequest(posting(Array(body.utf8)))
    }

    mutating func oddJSON() -> HostileRequest {
        let value = random.one(of: [
            "null", "true", "1e999", "-0", "[]", "{}", #""""#, #""\u0000""#, #""\ud800""#, "\"\u{202E}\"", "NaN",
            "\"\(String(repeating: "a", count: 60_000))\"", #""../..""#, #""a b""#, "'octocat'", "[[\"octocat\"]]",
            String(repeating: "9", count: 50_000), "\"a\u{0}b\"",
        ])
        let body = random.one(of: [
            value, #"{"username":\#(value),"repository":"a"}"#, #"{"username":"octocat","repository":\#(value)}"#,
            #"{"username":"octocat","repository":"a","webhook_url":\#(value == "null" ? "7" : value)}"#,
        ])
        return HostileRequest(posting(Array(body.utf8)))
    }

    mutating func pipelined() -> HostileRequest {
        HostileRequest(String(repeating: get, count: random.number(1...200)) + "\u{1}\r\n\r\n" + get, .answered)
    }

    mutating func forgedToken() -> HostileRequest {
        let value = random.one(of: [
            "Bearer hookme_\(random.number(0...Int.max))", "Bearer \(token.dropLast())", "Bearer \(token)=",
            "Basic \(token)",
            "Bearer \(token), Bearer \(token)", "Bearer", token, "Bearer  ",
            "Bearer \(String(repeating: "a", count: 9000))",
            "Bearer \(token.uppercased())", "Bearer größe",
        ])
        return HostileRequest(
            "POST /tasks HTTP/1.1\r\nHost: a\r\nAuthorization: \(value)\r\nContent-Length: \(Self.task.utf8.count)\r\n\r\n\(Self.task)"
        )
    }

    mutating func oddTarget() -> HostileRequest {
        let method = random.one(of: [
            "GET", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "PRI", "G\u{0}T", "get", "BREW",
        ])
        let target = random.one(of: [
            "/../../etc/passwd", "//tasks//1", "/tasks/%2e%2e/1", "/tasks/-1", "/tasks/99999999999999999999", "*",
            "/tasks/1%00", "http://", "http://[::1", "a:1", "/tasks/%zz", "/tasks?limit=-1", "/%", "/tasks/1#a",
            "/tasks?username=%00%ff&limit=1e9", "/tasks/1?wait=-1", "/tasks?before=\(Int.max)9", "\\tasks",
            "/tasks/1/../2",
        ])
        return HostileRequest("\(method) \(target) HTTP/1.1\r\n\(authorization)\r\n", .answered)
    }

    mutating func oddFields() -> HostileRequest {
        let field = random.one(of: [
            "Idempotency-Key: \(String(repeating: "a", count: random.number(256...9000)))", "Idempotency-Key: \"",
            "Content-Type: text/plain", "Content-Type: ;;;", "If-None-Match: \"", "Expect: 100-continue, x",
            "traceparent: 00-\(random.number(0...Int.max))", "Upgrade: websocket\r\nConnection: Upgrade",
            "Connection: close, keep-alive, x", "Range: bytes=-1",
            "Accept-Encoding: \(String(repeating: "gzip,", count: 900))",
            ": empty", "a b: c", "Cookie: \(String(repeating: "a=b;", count: 3000))", "X: \u{7F}",
        ])
        return HostileRequest(
            "\(post)\(field)\r\nContent-Length: \(Self.task.utf8.count)\r\n\r\n\(Self.task)\(get)", .answered
        )
    }

    /// Sends a whole request or a part of it, and is gone.
    mutating func hangUp() -> HostileRequest {
        var request = HostileRequest([], .answered)
        request.steps = [.send(Array(good.utf8.prefix(random.number(1...good.utf8.count))))]
        request.leavesAtOnce = true
        return request
    }
}
