import Foundation
import HTTPAPI
import JobStore
import Jobs
import Outbound

/// An operator who reaches a daemon by its API only, with the scopes that the token has.
struct APIOperator: OperatorVerbs {
    let api: APIClient

    func jobs(matching filter: JobFilter, limit: Int) async throws(Failure) -> (jobs: [Job], isAll: Bool) {
        var jobs: [Job] = []
        var path = TaskListPath(filter, limit: min(limit, 200)).text
        while true {
            let response = try await api.send(.get, path)
            jobs += try api.decode(TaskListDocument.self, response).tasks.map(\.job)
            guard let next = TaskListPath.next(in: response) else {
                return (Array(jobs.prefix(limit)), jobs.count <= limit)
            }
            if jobs.count >= limit { return (Array(jobs.prefix(limit)), false) }
            path = next
        }
    }

    func jobs(_ ids: [JobID]) async throws(Failure) -> [Job] {
        var jobs: [Job] = []
        for id in ids {
            let response = try await api.send(.get, "/tasks/\(id)", expecting: [200, 404])
            if response.status == 200 { jobs.append(try api.decode(TaskDocument.self, response).job) }
        }
        return jobs
    }

    func explanation(of id: JobID) async throws(Failure) -> Explanation? {
        let response = try await api.send(.get, "/tasks/\(id)", expecting: [200, 404])
        guard response.status == 200 else { return nil }
        let task = try api.decode(TaskDocument.self, response)
        let attempts = try await api.send(.get, "/tasks/\(id)/attempts", expecting: [200, 404])
        let destination = try await destinations().first { $0.destination == task.job.destination }
        return Explanation(
            job: task.job,
            attempts: try attempts.status == 200 ? api.decode(AttemptListDocument.self, attempts).all : [],
            waiting: task.waiting, destination: destination, hasDaemon: true, site: api.site,
            needsToken: api.token != nil
        )
    }

    func change(_ id: JobID, _ verb: JobVerb) async throws(Failure) -> String? {
        let (method, path): (OutboundRequest.Method, String) =
            verb == .delete ? (.delete, "/tasks/\(id)") : (.post, "/tasks/\(id)/\(verb.rawValue)")
        let response = try await api.send(method, path, expecting: [200, 202, 204, 404, 409, 410])
        switch response.status {
        case 404: return "\(Refusal.unknown)"
        case 409, 410: return response.problem?.detail.oneLine ?? "it answered \(response.status)"
        default: return nil
        }
    }

    func pause() async throws(Failure) -> Timestamp {
        try api.decode(PauseDocument.self, await api.send(.post, "/queue/pause")).pausedAt ?? .now()
    }

    func resume() async throws(Failure) -> Bool {
        try api.decode(PauseDocument.self, await api.send(.post, "/queue/resume")).wasPaused ?? true
    }

    func destinations() async throws(Failure) -> [DestinationStatus] {
        try api.decode(DestinationListDocument.self, await api.send(.get, "/destinations")).destinations.map(\.status)
    }

    func hold(_ destination: Destination, isForced: Bool) async throws(Failure) -> HoldAnswer {
        guard let answer = try await change(destination, "hold", isForced: isForced) else { return .unknown }
        return answer.changed ? .held : .heldAlready
    }

    func release(_ destination: Destination) async throws(Failure) -> ReleaseAnswer {
        guard let answer = try await change(destination, "release") else { return .unknown }
        guard let jobs = answer.releasedJobs else { return .notHeld }
        return .released(jobs: jobs)
    }

    func enqueue(_ tasks: [TaskRequest]) async throws(Failure) -> [EnqueueAnswer] {
        var answers: [EnqueueAnswer] = []
        for body in try TaskBatches.bodies(of: tasks) {
            let response: OutboundResponse
            do {
                response = try await api.send(.post, "/tasks/batch", body)
            } catch {
                guard !answers.isEmpty else { throw error }
                let stored = "\(answers.count.grouped) of the \(tasks.count.grouped) tasks were answered before"
                throw Failure(
                    error.code,
                    "\(error.line) (\(stored); the same command again does those once more that are finished by then)")
            }
            let batch = try api.decode(BatchDocument.self, response)
            answers += batch.results.map { item in
                switch (item.status, item.task) {
                case (200, let task?): .existing(task.job)
                case (_, let task?): .created(task.job)
                case (_, nil): .refused(item.problem?.detail.oneLine ?? "it was answered with \(item.status)")
                }
            }
        }
        return answers
    }

    func stats() async throws(Failure) -> StatsReport {
        try api.decode(StatsDocument.self, await api.send(.get, "/stats")).report
    }

    /// Nil: no job has it.
    private func change(
        _ destination: Destination, _ verb: String, isForced: Bool = false
    ) async throws(Failure) -> ChangeDocument? {
        let body = try JSONBody.bytes(ChangeRequest(destination: destination.text, force: isForced))
        let response = try await api.send(.post, "/destinations/\(verb)", body, expecting: [200, 404])
        guard response.status == 200 else { return nil }
        return try api.decode(ChangeDocument.self, response)
    }
}

private struct PauseDocument: Decodable {
    var pausedAt: Timestamp?
    var wasPaused: Bool?
}

private struct ChangeRequest: Encodable {
    var destination: String
    var force: Bool
}

private struct ChangeDocument: Decodable {
    var changed: Bool
    var releasedJobs: Int?
}
