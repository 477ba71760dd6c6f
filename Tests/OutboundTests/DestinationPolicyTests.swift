import Testing

@testable import Outbound

/// What is said of a destination without asking DNS.
struct DestinationPolicyTests {
    private func refusal(of url: String, allowing list: String) throws -> DestinationRefusal? {
        let policy = DestinationPolicy(try AllowList(list))
        do throws(DestinationRefusal) {
            _ = try policy.admit(url)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("https://hooks.example.com/a?b=c", "https://hooks.example.com/a?b=c"),
        ("HTTPS://Hooks.EXAMPLE.com.:443", "https://hooks.example.com/"),
        ("http://a.example:80/%2f", "http://a.example/%2f"),
        ("http://a.example:443/", "http://a.example:443/"),
        ("http://xn--gre-6ka8l.example/", "http://xn--gre-6ka8l.example/"),
        ("http://8.8.8.8:8080/x", "http://8.8.8.8:8080/x"), ("http://[2606:4700:0:0::1]/", "http://[2606:4700::1]/"),
        ("http://[::ffff:8.8.8.8]/", "http://8.8.8.8/"), ("http://a_b.example:/", "http://a_b.example/"),
    ])
    func `a destination is written in one way`(url: String, text: String) throws {
        #expect(try DestinationURL(url).text == text)
    }

    @Test(arguments: [
        ("", DestinationRefusal.notHTTP), ("nonsense", .notHTTP), ("/path", .notHTTP), ("http://", .notHTTP),
        ("http:a.example", .notHTTP), ("https:///path", .notHTTP), ("ftp://a.example/", .notHTTP),
        ("file:///etc/passwd", .notHTTP), ("gopher://a.example/", .notHTTP), ("unix:/socket", .notHTTP),
        ("http+unix://%2Fsocket/", .notHTTP), ("javascript:alert(1)", .notHTTP), ("http://a b.example/", .notHTTP),
        ("http://a.example\\@b.example/", .notHTTP), ("http://größe.example/", .notHTTP), ("http://[::1/", .notHTTP),
        ("http://a.example/\n", .notHTTP), ("http://u:p@a.example/", .credentials),
        ("http://u@a.example/", .credentials),
        ("http://@a.example/", .credentials), ("http://:p@a.example/", .credentials),
        ("http://a.example/#b", .fragment),
        ("http://a.example#@b.example/", .fragment), ("http://a.example:0/", .port), ("http://a.example:65536/", .port),
        ("http://127.1/", .host), ("http://2130706433/", .host), ("http://0x7f000001/", .host),
        ("http://0177.0.0.1/", .host),
        ("http://127.0.0.0x1/", .host), ("http://1.2.3.4.5/", .host), ("http://%31%32%37.0.0.1/", .host),
        ("http://[::1%25lo]/", .host), ("http://[127.0.0.1]/", .host), ("http://[v1.a]/", .host),
        ("http://a..example/", .host),
        ("http://.example/", .host), ("http://./", .host), ("http://a.example../", .host),
        ("http://-a.example/", .host),
        ("http://a*.example/", .host), ("http://\(String(repeating: "a", count: 64)).example/", .host),
        ("http://a.example/\(String(repeating: "a", count: 2048))", .tooLong),
    ])
    func `what cannot be connected to, or read in two ways, is none`(url: String, refusal: DestinationRefusal) throws {
        #expect(throws: refusal) { try DestinationURL(url) }
    }

    @Test(arguments: [
        ("http://hooks.example.com/", "hooks.example.com", true),
        ("http://HOOKS.example.com./", "hooks.example.com", true),
        ("http://hooks.example.com/", "Hooks.Example.COM.", true),
        ("http://a.hooks.example.com/", "hooks.example.com", false),
        ("http://evilhooks.example.com/", "hooks.example.com", false), ("http://a.example.com/", "*.example.com", true),
        ("http://a.b.example.com/", "*.example.com", true), ("http://example.com/", "*.example.com", false),
        ("http://evilexample.com/", "*.example.com", false), ("http://example.com.evil.example/", "example.com", false),
        ("http://8.8.8.8/", "8.8.8.8", true), ("http://8.8.8.9/", "8.8.8.8", false),
        ("http://8.8.8.9/", "8.8.8.0/24", true),
        ("http://[2606:4700::1]/", "2606:4700::/32", true), ("http://[2606:4701::1]/", "2606:4700::/32", false),
        ("http://b.example/", "a.example, b.example", true), ("http://b.example/", "a.example b.example", true),
        ("http://b.example/", "a.example,\n ,b.example,", true), ("http://b.example/", "10.0.0.0/8", false),
        ("http://[::ffff:8.8.8.8]/", "8.8.8.0/24", true),
    ])
    func `a host is allowed that is listed`(url: String, list: String, isAllowed: Bool) throws {
        #expect(try refusal(of: url, allowing: list) == (isAllowed ? nil : .notAllowed))
    }

    @Test(arguments: ["http://127.0.0.1/", "http://[::1]/", "http://[::ffff:7f00:1]/", "http://169.254.169.254/latest"])
    func `a private address has to be listed itself`(url: String) throws {
        #expect(try refusal(of: url, allowing: "*.example.com 8.8.8.8")?.description.hasPrefix("leads to ") == true)
        #expect(try refusal(of: url, allowing: "127.0.0.0/8 ::1 169.254.169.254") == nil)
    }

    @Test func `without a list there is nothing, whatever it is`() throws {
        #expect(try refusal(of: "https://example.com/", allowing: " , ") == .noneAllowed)
        #expect(throws: DestinationRefusal.noneAllowed) { try DestinationPolicy().admit("https://example.com/") }
    }

    @Test func `what lists no host is named`() {
        let wrong = [
            "*", "*.", "a.*.com", "https://a.example", "a.example:80", "127.1", "10.0.0.0/33", "a/8", "größe.example",
        ]
        #expect(throws: AllowListError(entries: wrong)) {
            try AllowList("a.example, \(wrong.joined(separator: ", ")) 10.0.0.0/8")
        }
    }
}
