import ArgumentParser
import AsyncHTTPClient
import Foundation
import Jobs
import Outbound
import Synchronization

/// Clients that post tasks, alone and in batches, and what they were answered.
final class EnqueueLoad: Sendable {
    private struct State {
        var next = 0
        var accepted = 0
        var refused = 0
        /// Of the requests whose tasks were accepted, in ms.
        var waits: [Double] = []
        var complaints: [String] = []
    }

    private let baseURL: String
    private let client: OutboundClient
    private let state = Mutex(State())

    private init(baseURL: String, client: HTTPClient) {
        self.baseURL = baseURL
        self.client = OutboundClient(client)
    }

    /// Clients for as long as `body` runs, each with a connection of its own.
    static func on(_ baseURL: String, _ body: (EnqueueLoad) async throws -> [String]) async throws -> [String] {
        try await HTTPClient.withHTTPClient(configuration: .outbound()) { client in
            try await body(EnqueueLoad(baseURL: baseURL, client: client))
        }
    }

    /// Tasks that were accepted, and tasks that were refused with 503.
    var counts: (accepted: Int, refused: Int) { state.withLock { ($0.accepted, $0.refused) } }
    var waits: [Double] { state.withLock(\.waits) }
    var complaints: [String] { state.withLock(\.complaints) }

    /// Posts one request after the other, each of `tasks` tasks, until it is cancelled.
    ///
    /// One that is refused comes again at once, as no client should.
    func run(tasks: Int) async {
        while !Task.isCancelled {
            let first = state.withLock { state in
                defer { state.next += tasks }
                return state.next
            }
            let start = ContinuousClock.now
            do {
                let answer = try await post(first..<first + tasks, runAt: nil, alone: tasks == 1)
                let wait = (ContinuousClock.now - start) / .milliseconds(1)
                note(answer, tasks, wait)
                // So that the refusals themselves do not take up all of this process.
                if answer.status == 503 { try await Task.sleep(for: .milliseconds(50)) }
            } catch {
                guard !Task.isCancelled else { return }
                state.withLock { $0.complaints.append("a post of \(tasks) was not answered: \(error)") }
            }
        }
    }

    private func note(_ answer: OutboundResponse, _ tasks: Int, _ wait: Double) {
        state.withLock { state in
            switch answer.status {
            case 200, 202:
                state.accepted += tasks
                state.waits.append(wait)
            case 503:
                state.refused += tasks
                if answer.header("retry-after") == nil { state.complaints.append("503 without Retry-After") }
            case let status:
                state.complaints.append("a post of \(tasks) was answered \(status)")
            }
        }
    }

    /// Posts one batch, which has to be accepted.
    func accept(_ numbers: Range<Int>, runAt: Timestamp) async throws {
        let answer = try await post(numbers, runAt: runAt, alone: false)
        guard answer.status == 200 else { throw ValidationError("a batch was answered \(answer.status)") }
    }

    /// Whether a task is accepted now.
    func accepts() async throws -> Bool {
        let number = state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
        return try await post(number..<number + 1, runAt: nil, alone: true).status == 202
    }

    private func post(_ numbers: Range<Int>, runAt: Timestamp?, alone: Bool) async throws -> OutboundResponse {
        let moment = runAt.map { #","run_at":"\#($0.iso8601)""# } ?? ""
        let tasks = numbers.map { #"{"username":"\#(scatteredName($0))","repository":"load"\#(moment)}"# }
        let body = alone ? tasks[0] : #"{"tasks":[\#(tasks.joined(separator: ","))]}"#
        return try await client.send(
            OutboundRequest(
                method: .post, url: baseURL + (alone ? "/tasks" : "/tasks/batch"),
                headers: ["content-type": "application/json"], body: Array(body.utf8), timeout: .seconds(60),
                maxResponseBytes: 4 << 20, demand: .whole
            )
        )
    }

    /// How many jobs are completed, as the daemon counts them.
    func completed() async throws -> Int {
        try await jobs()["completed"] ?? 0
    }

    /// How many jobs there are, by their state.
    func jobs() async throws -> [String: Int] {
        let answer = try await client.send(
            OutboundRequest(
                method: .get, url: baseURL + "/stats", headers: [:], timeout: .seconds(60), maxResponseBytes: 65_536,
                demand: .whole
            )
        )
        return try JSONDecoder().decode(Stats.self, from: Data(answer.body)).jobs
    }

    private struct Stats: Decodable {
        let jobs: [String: Int]
    }
}
