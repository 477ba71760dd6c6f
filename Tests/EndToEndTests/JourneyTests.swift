import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct JourneyTests {
    @Test func `a task goes the whole way and leaves its story in the database`() async throws {
        let github = LoopbackGitHub(repositories: [.small("Hello-World", id: 1)])
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon in
                let answer = try await daemon.post("Hello-World")
                #expect(answer.status == 202 && answer.header("location") == "/tasks/1")
                _ = try await daemon.logged("job completed")
                let task = try await daemon.task(1)
                #expect(task.state == "completed" && task.attempts == 1 && task.failures == 0)
                #expect(world.receiver.log.exchanges.map(\.webhookID) == [task.webhookId])
            }
            let job = try await sqlite3(world.database, "SELECT task, state, tries FROM v_jobs")
            #expect(job == "octocat/Hello-World|completed|1")
            let attempt = try await sqlite3(world.database, "SELECT result, stage, http FROM v_attempts")
            #expect(attempt == "completed|deliver|200")
        }
    }

    @Test func `a receiver that always fails gets equal deliveries, apart, and GitHub is asked once`() async throws {
        let receiver = LoopbackReceiver(status: 500)
        let github = LoopbackGitHub(repositories: [.small("Hello-World", id: 1)])
        try await World.run(github: github, receiver: receiver) { world in
            try await world.withDaemon(["RETRY_MAX_ATTEMPTS": "3", "RESCHEDULE_INTERVAL": "150"]) { daemon in
                _ = try await daemon.post("Hello-World")
                _ = try await daemon.logged("payload frozen")
                let askedForOne = github.log.count
                _ = try await daemon.logged("job discarded")
                #expect(github.log.count == askedForOne)
            }
            let deliveries = receiver.log.exchanges
            #expect(deliveries.count == 1 + 3)
            #expect(Set(deliveries.map(\.webhookID)).count == 1 && Set(deliveries.map(\.body)).count == 1)
            let pauses = zip(deliveries, deliveries.dropFirst()).map { $1.arrivedAt.timeIntervalSince($0.arrivedAt) }
            #expect(pauses.allSatisfy { $0 >= 0.150 })
            let job = try await sqlite3(world.database, "SELECT state, stage, failures FROM jobs")
            #expect(job == "discarded|deliver|4")
        }
    }

    @Test func `an edit at the sqlite3 prompt is noticed by the running daemon`() async throws {
        let github = LoopbackGitHub(repositories: [.small("edited", id: 1), .small("inserted", id: 2)])
        try await World.run(github: github) { world in
            try await world.withDaemon(["SCHEDULE_INTERVAL": "3600000"]) { daemon in
                _ = try await daemon.post("edited")
                _ = try await sqlite3(world.database, "UPDATE jobs SET run_at_ms = 0")
                try await world.delivered(1)
                _ = try await sqlite3(
                    world.database, "INSERT INTO jobs (username, repository) VALUES ('octocat', 'inserted')"
                )
                try await world.delivered(2)
            }
        }
    }

    @Test func `tokens and webhook addresses stay out of the log and the database`() async throws {
        let (token, secret) = ("ghp_0123456789secret", "T0K3N-in-the-path")
        let github = LoopbackGitHub(repositories: [.small("Hello-World", id: 1)], token: token)
        try await World.run(github: github, receiver: LoopbackReceiver(status: 500)) { world in
            var log: [String] = []
            let settings = [
                "API_TOKEN": token, "WEBHOOK_URL": world.webhookURL + "/" + secret, "RETRY_MAX_ATTEMPTS": "1",
                "LOG_LEVEL": "trace",
            ]
            try await world.withDaemon(settings) { daemon in
                _ = try await daemon.post("Hello-World")
                _ = try await daemon.post("no-such-repository")
                var discarded = 0
                for await line in daemon.log where discarded < 2 {
                    log.append(line.text)
                    if line.message == "job discarded" { discarded += 1 }
                    if discarded == 2 { break }
                }
            }
            #expect(github.log.answersByStatus[200] != nil, "the token was not sent")
            #expect(world.receiver.log.exchanges.first?.target.contains(secret) == true)
            let dump = try await sqlite3(world.database, ".dump")
            for text in log + [dump] {
                #expect(!text.contains(token) && !text.contains(secret))
            }
        }
    }
}
