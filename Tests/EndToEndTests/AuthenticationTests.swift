import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// Tokens as an operator makes them and a client shows them.
@Suite(.timeLimit(.minutes(2)))
struct AuthenticationTests {
    /// Runs `hookme token`.
    static func make(_ name: String, _ scopes: [String]) async throws -> (token: String, entry: String) {
        let result = try await run(hookmeProgram(), ["token", "--name", name, "--scope"] + scopes)
        let lines = result.output.split(separator: "\n")
        let words = lines.map { $0.split(separator: " ").map(String.init) }
        try #require(words.map(\.first) == ["token", "entry"] && words.map(\.count) == [2, 2], "\(result)")
        return (words[0][1], words[1][1])
    }

    @Test func `a token that was made opens what its scopes say, and is nowhere but with its client`() async throws {
        let (post, postEntry) = try await Self.make("ci", ["enqueue"])
        let (watch, watchEntry) = try await Self.make("watch", ["read", "operate"])
        try await World.run(github: LoopbackGitHub(repositories: [.small("a", id: 1)])) { world in
            let file = world.directory.file("tokens")
            try "\(postEntry)\n\(watchEntry)\n".write(toFile: file, atomically: true, encoding: .utf8)
            var log: [LogLine] = []
            try await world.withDaemon(["AUTH_TOKENS_FILE": file, "LOG_LEVEL": "trace"]) { daemon in
                log += daemon.startLog
                #expect(try await daemon.post("a").status == 401)
                #expect(try await daemon.post("a", token: watch).status == 403)
                #expect(try await daemon.post("a", token: "hookme_wrong").status == 401)
                #expect(try await daemon.post("a", token: post).status == 202)
                #expect(try await daemon.get("/tasks/1", token: post).status == 403)
                #expect(try await daemon.get("/tasks/1", token: watch).status == 200)
                #expect(try await daemon.get("/readyz").status == 200)
                for await line in daemon.log {
                    log.append(line)
                    if line.message == "job completed" { break }
                }
                let health = try await run(
                    hookmeProgram(), ["health"],
                    environment: ["PORT": "\(try #require(URL(string: daemon.baseURL)?.port))"]
                )
                #expect(health.status == 0, "\(health)")
                let metrics = try await daemon.get("/metrics", token: watch)
                #expect(metrics.status == 200)
                for token in [post, watch, "hookme_wrong"] {
                    #expect(!String(decoding: metrics.body, as: UTF8.self).contains(token))
                }
                // While it runs, so that the log of the database is looked at too.
                for suffix in ["", "-wal", "-shm"] {
                    let bytes = try Data(contentsOf: URL(fileURLWithPath: world.database + suffix))
                    for token in [post, watch] { #expect(bytes.range(of: Data(token.utf8)) == nil, "\(suffix)") }
                }
            }
            let text = log.map { "\($0)" }.joined(separator: "\n")
            #expect(log.last?.message == "job completed")
            for token in [post, watch, "hookme_wrong"] { #expect(!text.contains(token)) }
            for delivery in world.receiver.log.exchanges {
                #expect(!"\(delivery.headers)\(String(decoding: delivery.body, as: UTF8.self))".contains(post))
            }
        }
    }

    @Test func `hookme token refuses what is no name and no scope`() async throws {
        for arguments in [
            ["--name", "a b", "--scope", "read"], ["--name", "a", "--scope", "write"], ["--name", "a"],
        ] {
            #expect(try await run(hookmeProgram(), ["token"] + arguments).status == 64, "\(arguments)")
        }
    }
}
