import NIOCore
import Testing

@testable import Outbound

/// Server-side request forgery: tasks that try to reach, through hookme, what they cannot reach themselves. A server on every
/// address of this machine would see each connection.
@Suite(.timeLimit(.minutes(1)))
struct ForgeryTests {
    /// Whoever attacks has a name that is listed, and makes it lead where they like.
    private static let list =
        "*.example.com localhost metadata.google.internal xn--lclhst-bua9c.example 8.8.8.8 2606:4700::/32"
    private static let names: [String: [String]] = [
        "localhost": ["::1", "127.0.0.1"], "loop.example.com": ["127.0.0.1"], "loop2.example.com": ["127.8.9.10"],
        "loop6.example.com": ["::1"], "mapped.example.com": ["::ffff:127.0.0.1"], "any.example.com": ["0.0.0.0"],
        "any6.example.com": ["::"], "ten.example.com": ["10.0.0.1"], "home.example.com": ["192.168.0.1"],
        "docker.example.com": ["172.17.0.1"], "link.example.com": ["169.254.169.254"], "link6.example.com": ["fe80::1"],
        "metadata.google.internal": ["169.254.169.254"], "aws6.example.com": ["fd00:ec2::254"],
        "alibaba.example.com": ["100.100.100.200"], "azure.example.com": ["168.63.129.16"],
        "nat64.example.com": ["64:ff9b::7f00:1"], "sixtofour.example.com": ["2002:7f00:1::1"],
        "teredo.example.com": ["2001:0:7f00:1::1"], "compatible.example.com": ["::127.0.0.1"],
        "multicast.example.com": ["224.0.0.1"], "broadcast.example.com": ["255.255.255.255"],
        "mixed.example.com": ["8.8.8.8", "127.0.0.1"], "mixed6.example.com": ["2606:4700::1111", "::1"],
        "last.example.com": ["127.0.0.1", "8.8.8.8"], "xn--lclhst-bua9c.example": ["127.0.0.1"], "none.example.com": [],
    ]

    /// What is tried, and how the refusal begins.
    private static let tries: [(url: String, words: String)] = [
        // Addresses, in all their spellings.
        ("http://127.0.0.1:PORT/", "leads to a loopback address"),
        ("http://127.8.9.10:PORT/", "leads to a loopback address"),
        ("http://0.0.0.0:PORT/", "leads to an address of this host"), ("http://2130706433:PORT/", "must name its host"),
        ("http://0x7f000001:PORT/", "must name its host"), ("http://0x7F.0.0.1:PORT/", "must name its host"),
        ("http://017700000001:PORT/", "must name its host"), ("http://0177.0.0.1:PORT/", "must name its host"),
        ("http://127.1:PORT/", "must name its host"), ("http://127.0.1:PORT/", "must name its host"),
        ("http://127.0.0.1.:PORT/", "must name its host"), ("http://0:PORT/", "must name its host"),
        ("http://00000000127.0.0.1:PORT/", "must name its host"),
        ("http://%31%32%37.0.0.1:PORT/", "must name its host"),
        ("http://①②⑦.⓪.⓪.①:PORT/", "must be an http"), ("http://[::1]:PORT/", "leads to a loopback address"),
        ("http://[0:0:0:0:0:0:0:1]:PORT/", "leads to a loopback address"),
        ("http://[::]:PORT/", "leads to an address of this"),
        ("http://[::ffff:127.0.0.1]:PORT/", "leads to a loopback address"),
        ("http://[::FFFF:7f00:1]:PORT/", "leads to a loopback address"),
        ("http://[::127.0.0.1]:PORT/", "leads to an address of"),
        ("http://[64:ff9b::127.0.0.1]:PORT/", "leads to a loopback address"),
        ("http://[2002:7f00:1::]:PORT/", "leads to an address of a 6to4"),
        ("http://[::1%25lo]:PORT/", "must name its host"),
        ("http://[fe80::1%25eth0]:PORT/", "must name its host"), ("http://[fe80::1]:PORT/", "leads to a link-local"),
        ("http://[127.0.0.1]:PORT/", "must name its host"), ("http://10.0.0.1:PORT/", "leads to a private address"),
        ("http://169.254.169.254/latest/meta-data/", "leads to a link-local"),
        ("http://[fd00:ec2::254]/", "leads to a private"),
        ("http://1.1.1.1:PORT/", "is at a host that WEBHOOK_ALLOW does not list"),
        // Names.
        ("http://localhost:PORT/", "leads to a loopback address"),
        ("http://LOCALHOST:PORT/", "leads to a loopback address"),
        ("http://localhost.:PORT/", "leads to a loopback address"),
        ("http://loop.example.com:PORT/", "leads to a loopback"),
        ("https://loop.example.com:PORT/", "leads to a loopback"),
        ("http://LOOP.Example.COM.:PORT/", "leads to a loopback"),
        ("http://loop2.example.com:PORT/", "leads to a loopback"),
        ("http://loop6.example.com:PORT/", "leads to a loopback"),
        ("http://mapped.example.com:PORT/", "leads to a loopback"),
        ("http://any.example.com:PORT/", "leads to an address of"),
        ("http://any6.example.com:PORT/", "leads to an address of"),
        ("http://ten.example.com:PORT/", "leads to a private"),
        ("http://home.example.com:PORT/", "leads to a private"),
        ("http://docker.example.com:PORT/", "leads to a private"),
        ("http://link.example.com:PORT/", "leads to a link-local"),
        ("http://link6.example.com:PORT/", "leads to a link-local"),
        ("http://metadata.google.internal/computeMetadata/v1/", "leads to a link-local"),
        ("http://aws6.example.com/", "leads to a private"),
        ("http://alibaba.example.com/", "leads to a carrier's or a cloud's"),
        ("http://azure.example.com/", "leads to a cloud's"), ("http://nat64.example.com:PORT/", "leads to a loopback"),
        ("http://sixtofour.example.com:PORT/", "leads to an address of a 6to4"),
        ("http://teredo.example.com:PORT/", "leads to an address of a Teredo"),
        ("http://compatible.example.com:PORT/", "leads to an address of"),
        ("http://multicast.example.com/", "leads to a multi"),
        ("http://broadcast.example.com/", "leads to a reserved"),
        ("http://mixed.example.com:PORT/", "leads to a loopback"),
        ("http://mixed6.example.com:PORT/", "leads to a loopback"),
        ("http://last.example.com:PORT/", "leads to a loopback"),
        ("http://xn--lclhst-bua9c.example:PORT/", "leads to a loopback"),
        ("http://löcälhöst.example:PORT/", "must be an http"),
        ("http://example.com:PORT/", "is at a host"), ("http://127.0.0.1.nip.example:PORT/", "is at a host"),
        ("http://loop.example.com.evil.example:PORT/", "is at a host"),
        // URLs.
        ("http://user:s3cret@loop.example.com:PORT/", "must not contain a user name"),
        ("http://a.example.com@127.0.0.1:PORT/", "must not contain a user name"),
        ("http://a.example.com:80@127.0.0.1:PORT/", "must not contain a user name"),
        ("http://a.example.com#@127.0.0.1:PORT/", "must not have a fragment"),
        ("http://127.0.0.1:PORT\\@a.example.com/", "must be an http"), ("http://127.0.0.1:PORT:80/", "must be an http"),
        ("http:127.0.0.1:PORT", "must be an http"), ("//127.0.0.1:PORT/", "must be an http"),
        ("ftp://127.0.0.1:PORT/", "must be an http"), ("gopher://127.0.0.1:PORT/_GET", "must be an http"),
        ("file:///etc/passwd", "must be an http"), ("dict://127.0.0.1:PORT/", "must be an http"),
        ("unix:/run/docker.sock", "must be an http"), ("http+unix://%2Frun%2Fdocker.sock/", "must be an http"),
        ("ws://127.0.0.1:PORT/", "must be an http"), ("http://loop.example.com:0/", "must have a port"),
        ("http://loop.example.com:65616/", "must have a port"),
        ("http://loop.example.com:PORT\r\nx: y/", "must be an http"),
    ]

    /// On both families where there are two.
    private func onEveryAddress(_ body: (RawServer, Int) async throws -> Void) async throws {
        let (both, four) = (RawServer.ok(on: "::"), RawServer.ok(on: "0.0.0.0"))
        do {
            try await both.serve { try await body(both, $0) }
        } catch is IOError {
            try await four.serve { try await body(four, $0) }
        }
    }

    @Test func `no destination that leads inwards sees a connection`() async throws {
        #expect(Self.tries.count >= 40)
        try await onEveryAddress { server, port in
            let client = try GuardedClient(Self.list, Names(Self.names))
            for (url, words) in Self.tries {
                let url = url.replacing("PORT", with: "\(port)")
                do throws(GuardedError) {
                    let answer = try await client.send(.get(url, timeout: .seconds(5)))
                    Issue.record("\(url) was answered with \(answer.status)")
                } catch {
                    guard case .refused(let refusal) = error else {
                        Issue.record("\(url): \(error)")
                        continue
                    }
                    #expect(refusal.description.hasPrefix(words), "\(url): \(refusal)")
                    #expect(!refusal.description.contains("s3cret"))
                }
            }
            #expect(server.connections.value == 0)
        }
    }

    @Test func `a name that leads nowhere is no way in either`() async throws {
        let client = try GuardedClient(Self.list, Names(Self.names))
        await #expect(throws: GuardedError.outbound(.unreachable("the host has no address"))) {
            try await client.send(.get("http://none.example.com/"))
        }
    }

    /// So that the silence above says something.
    @Test(arguments: ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]"])
    func `unguarded, such a destination does see one`(host: String) async throws {
        try await onEveryAddress { server, port in
            let answer = try await withOutboundClient { try await $0.send(.get("http://\(host):\(port)/")) }
            #expect(answer.status == 200 && server.connections.value == 1)
        }
    }

    @Test(arguments: [
        "http://127.0.0.1:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://loop.example.com:PORT/",
        "http://LOOP.example.com.:PORT/", "http://mapped.example.com:PORT/", "http://loop2.example.com:PORT/",
    ])
    func `what the operator has listed is connected to`(url: String) async throws {
        try await onEveryAddress { server, port in
            let client = try GuardedClient(Self.list + " 127.0.0.0/8", Names(Self.names))
            let answer = try await client.send(.get(url.replacing("PORT", with: "\(port)")))
            #expect(answer.status == 200 && server.connections.value == 1)
        }
    }
}
