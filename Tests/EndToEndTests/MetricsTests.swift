import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// What a real daemon's `/metrics` says, after real jobs.
@Suite(.timeLimit(.minutes(2)))
struct MetricsTests {
    @Test func `what was counted is what happened`() async throws {
        let github = LoopbackGitHub(repositories: [
            .sample(id: 1, name: "one", issues: 120, contributors: 3), .small("two", id: 2), .small("three", id: 3),
        ])
        let receiver = LoopbackReceiver()
        receiver.faults.add(.status(503), times: 1)
        try await World.run(github: github, receiver: receiver) { world in
            try await world.withDaemon(["WORKERS": "1"]) { daemon in
                let first = try await daemon.metrics()
                #expect(first["hookme_jobs{state=\"completed\"}"] == 0)
                #expect(first["hookme_queue_age_seconds"] == 0)
                #expect(first["hookme_attempts_total{stage=\"deliver\",result=\"completed\"}"] == 0)
                for name in ["one", "two", "three"] { #expect(try await daemon.post(name).status == 202) }
                for _ in 0..<3 { _ = try await daemon.logged("job completed") }

                let metrics = try await daemon.metrics()
                #expect(metrics["hookme_jobs{state=\"completed\"}"] == 3)
                #expect(metrics["hookme_jobs{state=\"queued\"}"] == 0)
                #expect(metrics["hookme_attempts_total{stage=\"deliver\",result=\"completed\"}"] == 3)
                #expect(metrics["hookme_attempts_total{stage=\"deliver\",result=\"failed\"}"] == 1)
                #expect(metrics.sum(of: "hookme_attempts_total") == 4)
                #expect(metrics["hookme_deliveries_total{answer=\"2xx\"}"] == 3)
                #expect(metrics["hookme_deliveries_total{answer=\"5xx\"}"] == 1)
                #expect(metrics.sum(of: "hookme_deliveries_total") == 4)
                #expect(metrics["hookme_delivery_seconds_count"] == 4)
                #expect(metrics.sum(of: "hookme_github_requests_total") == Double(github.log.count))
                #expect(metrics["hookme_github_budget_remaining{resource=\"core\"}"] == Double(5000 - github.log.count))
                #expect(metrics["hookme_job_latency_seconds_count"] == 3)
                #expect(metrics["hookme_job_claim_delay_seconds_count"] == 4)
                #expect(metrics["http_requests_total{route=\"/tasks\",method=\"POST\",status_code=\"202\"}"] == 3)
                #expect(metrics["hookme_workers"] == 1 && metrics["hookme_store_up"] == 1)
                #expect(metrics["hookme_commit_batch_size_sum"].map { $0 >= 3 + 4 + 4 } == true)
                #expect(metrics["hookme_wal_bytes"].map { $0 > 0 } == true)
                #expect(metrics["process_open_fds"].map { $0 > 3 } == true)
                #expect(metrics["process_resident_memory_bytes"].map { $0 > 1_000_000 } == true)
                #expect(metrics["hookme_build_info{version=\"0.1.0\"}"] == 1)
            }
        }
    }

    @Test func `the age of the queue, a closed gate and a held destination are told as they stand`() async throws {
        let github = LoopbackGitHub(repositories: [.small("one", id: 1), .small("two", id: 2)])
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon in
                github.budget = .init(limit: 60, remaining: 0, resetAt: Date() + 3600)
                _ = try await daemon.post("one")
                _ = try await daemon.logged("job deferred")
                let age = try await daemon.metrics()["hookme_queue_age_seconds"]
                #expect(age.map { $0 > 0 && $0 < 60 } == true)
                _ = try await sqlite3(
                    world.database,
                    """
                    INSERT INTO destinations (destination, state, reason, held_at_ms) VALUES ('default', 'held', 'manual', 1)
                    """
                )
                let metrics = try await daemon.metrics()
                #expect(metrics["hookme_github_gate_closed{resource=\"core\",reason=\"primary\"}"] == 1)
                #expect(metrics["hookme_github_gate_closed{resource=\"core\",reason=\"unauthorized\"}"] == 0)
                let until = try #require(
                    metrics["hookme_github_gate_closed_until_timestamp_seconds{resource=\"core\"}"])
                #expect(abs(until - Date().timeIntervalSince1970 - 3600) < 60)
                #expect(metrics["hookme_destinations_held"] == 1 && metrics["hookme_queue_paused"] == 0)
                #expect(metrics["hookme_attempts_total{stage=\"collect\",result=\"deferred\"}"] == 1)
            }
        }
    }

    @Test func `what is refused before any route sees it is counted too`() async throws {
        try await World.run(github: LoopbackGitHub(repositories: [])) { world in
            try await world.withDaemon { daemon in
                let long = "/" + String(repeating: "a", count: 9000)
                #expect(try await daemon.get(long).status == 414)
                let metrics = try await daemon.metrics()
                #expect(metrics["hookme_http_refusals_total{type=\"uri-too-long\"}"] == 1)
                #expect(metrics.sum(of: "hookme_http_refusals_total") == 1)
            }
        }
    }

    @Test func `no name, URL or number of a task stands in a label, whatever a client sends`() async throws {
        let github = LoopbackGitHub(repositories: [.small("Hello-World", id: 1)])
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon in
                _ = try await daemon.post("Hello-World")
                _ = try await daemon.logged("job completed")
                for number in 1...300 {
                    _ = try await daemon.get("/tasks/\(number)")
                    _ = try await daemon.get("/nowhere/\(number)?q=\(number)")
                }
                let answer = try await daemon.get("/metrics")
                #expect(answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
                let text = String(decoding: answer.body, as: UTF8.self)
                for word in ["octocat", "Hello-World", "hook\"", "nowhere", "/tasks/1", "127.0.0.1"] {
                    #expect(!text.contains(word), "\(word)")
                }
                #expect(text.split(separator: "\n").count < 600)
            }
        }
    }
}

/// The series of a scrape, by their names with their labels.
struct ScrapedMetrics {
    private var values: [String: Double] = [:]

    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let end = line.lastIndex(of: " "), let value = Double(line[line.index(after: end)...]) else {
                continue
            }
            values[String(line[..<end])] = value
        }
    }

    subscript(_ series: String) -> Double? {
        values[series]
    }

    func sum(of family: String) -> Double {
        values.filter { $0.key.hasPrefix(family + "{") }.values.reduce(0, +)
    }
}

extension DaemonProcess {
    func metrics() async throws -> ScrapedMetrics {
        ScrapedMetrics(String(decoding: try await get("/metrics").body, as: UTF8.self))
    }
}
