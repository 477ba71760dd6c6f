import AsyncHTTPClient
import Foundation
import Loopback
import Outbound
import Promises

/// A client of a daemon that may die at any moment, which writes down what it was promised.
struct CrashClient: Sendable {
    let daemon: DaemonProcess
    let journal: Journal
    private let client = OutboundClient(HTTPClient.shared)

    init(_ daemon: DaemonProcess, _ journal: Journal) {
        self.daemon = daemon
        self.journal = journal
    }

    /// Posts, and notes which tasks are accepted, or that the daemon did not answer.
    ///
    /// - Returns: whether it answered.
    func post(_ post: Post) async throws -> Bool {
        struct Batch: Encodable {
            var tasks: [Post.Task]
        }
        let encoder = JSONEncoder()
        // What repeats a request has to have the same bytes.
        encoder.outputFormatting = .sortedKeys
        let body = post.isBatch ? try encoder.encode(Batch(tasks: post.tasks)) : try encoder.encode(post.tasks[0])
        let headers = post.key.map { ["idempotency-key": $0] } ?? [:]
        let path = post.isBatch ? "/tasks/batch" : "/tasks"
        guard let answer = await ask(.post, path, headers: headers, body: Array(body)) else {
            journal.unanswered(post)
            return false
        }
        note(answer, to: post)
        return true
    }

    /// Repeats all posts that may be repeated: their answers are kept, whatever has become of their jobs.
    func repeatAll() async throws {
        for post in journal.repeatable {
            guard try await self.post(post) else { return journal.complain("a repeated post was not answered") }
        }
        if !journal.takeUnanswered().isEmpty { journal.complain("a repeated post was put off") }
    }

    private func note(_ answer: OutboundResponse, to post: Post) {
        struct Body: Decodable {
            var results: [Result]
        }
        struct Result: Decodable {
            var task: Task?
        }
        struct Task: Decodable {
            var id: Int64
            var username: String
            var repository: String
            var webhookID: String

            enum CodingKeys: String, CodingKey {
                case id
                case username
                case repository
                case webhookID = "webhook_id"
            }
        }
        switch answer.status {
        case 200, 202:
            let body = Data(answer.body)
            let decoder = JSONDecoder()
            let tasks =
                post.isBatch
                ? (try? decoder.decode(Body.self, from: body))?.results.compactMap(\.task)
                : (try? decoder.decode(Task.self, from: body)).map { [$0] }
            guard let tasks, tasks.count == post.tasks.count else {
                return journal.complain("a post was answered \(String(decoding: answer.body, as: UTF8.self))")
            }
            journal.answered(post, "\(answer.status) \(String(decoding: body, as: UTF8.self))")
            for task in tasks {
                journal.accepted(
                    AcceptedTask(id: task.id, webhookID: task.webhookID, task: "\(task.username)/\(task.repository)")
                )
            }
        // The first request with this key is under way, or the database is busy: it may be made again.
        case 409, 503: journal.unanswered(post)
        default:
            journal.complain("a post was answered \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    /// Nil: the daemon does not answer.
    func ask(
        _ method: OutboundRequest.Method, _ path: String, headers: [String: String] = [:], body: [UInt8]? = nil
    ) async -> OutboundResponse? {
        let request = OutboundRequest(
            method: method, url: daemon.baseURL + path,
            headers: headers.merging(["content-type": "application/json"]) { $1 }, body: body, timeout: .seconds(20),
            maxResponseBytes: 1 << 24, demand: .whole
        )
        do {
            let answer = try await client.send(request)
            if answer.status >= 500, answer.status != 503 { journal.complain("\(path) was answered \(answer.status)") }
            return answer
        } catch {
            return nil
        }
    }
}
