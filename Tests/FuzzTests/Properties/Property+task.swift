import Foundation
import HTTPTypes
import JobStore
import Jobs
import Outbound

@testable import HTTPAPI

extension Property {
    /// What clients post: a task, many of them, a destination to hold.
    static let task = Property("task") { input in
        guard (try? input.withUnsafeBytes { try JSONNesting.check($0) }) != nil else { return }
        let json = Data(input)
        do {
            try check(TaskRequest.decode(json))
        } catch let problem as Problem {
            try check(problem)
        }
        do {
            let tasks = try TaskBatchRequest.decode(json).tasks
            try require(TaskBatchRequest.counts.contains(tasks.count), "a batch has as many tasks as it may")
            for task in tasks {
                switch task {
                case .success(let task): try check(task)
                case .failure(let problem): try check(problem)
                }
            }
        } catch let problem as Problem {
            try check(problem)
        }
        do {
            _ = try DestinationRequest.decode(json).value()
        } catch let problem as Problem {
            try check(problem)
        }
    }

    private static func check(_ task: TaskRequest) throws {
        let again = try JSONDecoder().decode(TaskRequest.self, from: JSONEncoder().encode(task))
        let isSame =
            (again.username, again.repository, again.webhookURL) == (task.username, task.repository, task.webhookURL)
            && (again.runAt, again.delay, again.priority, again.maxRetries)
                == (task.runAt, task.delay, task.priority, task.maxRetries)
        try require(isSame, "a task that is written is the task that was read")
        let job: NewJobOrProblem = Result { () throws(Problem) in
            try task.job(at: .today, after: 1000, DestinationPolicy(AllowList.everyName))
        }
        switch job {
        case .success(let job):
            try require(Priority.levels.contains(job.priority), "a job has a priority that there is")
            try require(job.maxRetries.map(TaskRequest.retries.contains) ?? true, "a job has retries that there are")
            try require(
                job.runAt >= .today && job.runAt.iso8601 < "9999-12-31T23:59:59.9999", "a job runs in this calendar")
            try require(job.name.username == task.username, "a job is about who was named")
        case .failure(let problem): try check(problem)
        }
    }

    private static func check(_ problem: Problem) throws {
        try require((400...499).contains(problem.status.code), "what is wrong with a request is the client's")
        let body = problem.body.data
        try require((try? JSONSerialization.jsonObject(with: Data(body))) != nil, "a problem is JSON")
        try require(problem.detail.isOneLine && problem.detail.count < 500, "a problem is one line")
    }
}

private typealias NewJobOrProblem = Result<NewJob, Problem>

extension AllowList {
    fileprivate static let everyName =
        successful { () throws(AllowListError) in try AllowList("*.example, *.com") } ?? AllowList()
}
