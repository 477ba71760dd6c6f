import AsyncHTTPClient
import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// kill -9 at random moments under 64 posting connections. `HOOKME_CRASH_POSTS_KILLS=50` makes more of it.
@Suite(.timeLimit(.minutes(10)))
struct CrashPostsTests {
    private static let connections = 64
    private let kills = ProcessInfo.processInfo.environment["HOOKME_CRASH_POSTS_KILLS"].flatMap { Int($0) } ?? 5

    @Test func `every task that was accepted is a row, however often the daemon is killed`() async throws {
        // So late that nothing runs.
        let settings = ["SCHEDULE_INTERVAL": "86400000", "LOG_LEVEL": "notice"]
        try await World.run { world in
            var accepted: [TaskBody] = []
            for round in 0..<kills {
                try await world.withDaemon(settings) { daemon in
                    async let tasks = post(to: daemon, inRound: round)
                    // Waits for nothing: it only chooses the moment.
                    try await Task.sleep(for: .milliseconds(.random(in: 10...500)))
                    try daemon.kill()
                    accepted += await tasks
                }
            }
            // Reads what the last kill has left, as every start before did.
            try await world.withDaemon(settings) { _ in }

            let rows = try await rows(of: world)
            for task in accepted {
                #expect(rows[task.id] == Row(repository: task.repository, webhookID: task.webhookId), "task \(task.id)")
            }
            #expect(Set(accepted.map(\.id)).count == accepted.count)
            #expect(Set(rows.values.map(\.repository)).count == rows.count)
            #expect(Set(rows.values.map(\.webhookID)).count == rows.count)
            // A connection has at most one post that the kill leaves without an answer.
            #expect(rows.count - accepted.count <= kills * Self.connections)
            try await expectTrueCounts(world, rows.count)
            print(
                "\(accepted.count) tasks accepted on \(Self.connections) connections, \(kills) kills:",
                "\(rows.count - accepted.count) posts were stored and never answered"
            )
        }
    }

    /// Posts one task after another on each connection until the daemon is gone, and returns those that had a 2xx.
    private func post(to daemon: DaemonProcess, inRound round: Int) async -> [TaskBody] {
        let client = HTTPClient(configuration: .outbound())
        let accepted = await withTaskGroup(of: [TaskBody].self) { clients in
            for connection in 0..<Self.connections {
                clients.addTask {
                    var accepted: [TaskBody] = []
                    while let answer = try? await daemon.post("r\(round)-\(connection)-\(accepted.count)", with: client)
                    {
                        guard (200...299).contains(answer.status), let task = try? TaskBody(answer) else {
                            Issue.record("\(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
                            break
                        }
                        accepted.append(task)
                    }
                    return accepted
                }
            }
            return await clients.reduce(into: []) { $0 += $1 }
        }
        try? await client.shutdown()
        return accepted
    }

    private struct Row: Equatable {
        var repository: String
        var webhookID: String
    }

    /// The rows of `jobs`, by their id.
    private func rows(of world: World) async throws -> [Int64: Row] {
        let lines = try await sqlite3(world.database, "SELECT id, repository, webhook_id FROM jobs")
        return try lines.split(separator: "\n").reduce(into: [:]) { rows, line in
            let columns = line.split(separator: "|")
            let id = try #require(Int64(columns[0]))
            rows[id] = Row(repository: String(columns[1]), webhookID: String(columns[2]))
        }
    }

    private func expectTrueCounts(_ world: World, _ jobs: Int) async throws {
        let counted = try await sqlite3(world.database, "SELECT state, jobs FROM job_counts WHERE jobs > 0")
        let real = try await sqlite3(world.database, "SELECT state, count(*) FROM jobs GROUP BY state")
        #expect(counted == real && real == "queued|\(jobs)")
        #expect(try await sqlite3(world.database, "PRAGMA integrity_check") == "ok")
    }
}
