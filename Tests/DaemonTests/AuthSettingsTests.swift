import Foundation
import HTTPAPI
import TestSupport
import Testing

@testable import Daemon

struct AuthSettingsTests {
    private static let one = "ci:enqueue:\(String(repeating: "0a", count: 32))"
    private static let other = "ops:read+operate:\(String(repeating: "0b", count: 32))"

    private func settings(_ environment: [String: String]) async throws -> Settings {
        let webhook = ["WEBHOOK_URL": "https://example.com/hook"]
        return try Settings(try SettingSource(environment: environment.merging(webhook) { $1 }, file: nil))
    }

    private func problems(_ environment: [String: String]) async throws -> [String] {
        do {
            _ = try await settings(environment)
            return []
        } catch let error as ConfigurationError {
            return error.problems
        }
    }

    @Test(arguments: [" ", "\n", "\r\n\t"])
    func `entries may stand in a file, with any space between them`(space: String) async throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("tokens")
        try "\(Self.one)\(space)\(Self.other)\n".write(toFile: file, atomically: true, encoding: .utf8)
        let expected = TokenList([try TokenEntry(Self.one[...]), try TokenEntry(Self.other[...])])
        #expect(try await settings(["AUTH_TOKENS_FILE": file]).tokens == expected)
        #expect(try await settings(["AUTH_TOKENS": "\(Self.one)\(space)\(Self.other)"]).tokens == expected)
    }

    @Test func `a wrong entry is named by its place, and not shown`() async throws {
        #expect(
            try await problems(["AUTH_TOKENS": "hookme_s3cret"])
                == ["AUTH_TOKENS must be name:scope+scope:sha256, as `hookme token` makes it"]
        )
        let problems = try await problems(["AUTH_TOKENS": "\(Self.one) ci:enqueue:hookme_s3cret ci:write:00"])
        #expect(
            problems == [
                "AUTH_TOKENS, entry 2 of 3, must end with a token's SHA-256, which is 64 hexadecimal digits",
                "AUTH_TOKENS, entry 3 of 3, must have scopes joined by +, of enqueue, read, operate",
            ]
        )
    }

    @Test func `one token cannot be two people's`() async throws {
        let again = Self.one.replacing("ci:enqueue", with: "ops:read")
        #expect(
            try await problems(["AUTH_TOKENS": "\(Self.one) \(again)"])
                == ["AUTH_TOKENS, entry 2 of 2, has the token of an entry before it"]
        )
    }

    @Test(arguments: ["127.0.0.1", "127.8.9.1", "::1", "localhost", "::ffff:127.0.0.1"])
    func `on loopback no token is needed`(host: String) async throws {
        #expect(try await settings(["HOST": host]).tokens.isEmpty)
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "10.0.0.1", "hookme.example.com", "128.0.0.1", "127.1", "::2"])
    func `where others reach it a token is needed, or a word that none is`(host: String) async throws {
        #expect(
            try await problems(["HOST": host]) == [
                "HOST is '\(host)', which others may reach, but AUTH_TOKENS is empty: make a token with `hookme token`, "
                    + "or listen on 127.0.0.1, or set ALLOW_UNAUTHENTICATED=true where something else keeps others away"
            ]
        )
        #expect(try await settings(["HOST": host, "ALLOW_UNAUTHENTICATED": "true"]).host == host)
        #expect(try await settings(["HOST": host, "AUTH_TOKENS": Self.one]).host == host)
    }
}
