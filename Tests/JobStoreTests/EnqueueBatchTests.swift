import Jobs
import TestSupport
import Testing

@testable import JobStore

/// Tasks that share a commit, and so the statements that insert sixteen of them at once.
@Suite(.timeLimit(.minutes(1)))
struct EnqueueBatchTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    /// Enqueues the repositories in one commit, in their order.
    private func enqueue(_ repositories: [String], liveLimit: Int? = nil) async throws -> [Enqueued] {
        try await store.inOneCommit(
            repositories.map { name in { try await store.enqueue(.fixture(name, at: start), liveLimit: liveLimit) } }
        ).map { try $0.get() }
    }

    @Test(arguments: [1, 2, 15, 16, 17, 31, 32, 33, 47, 100])
    func `each task is answered with its own row`(count: Int) async throws {
        let answers = try await enqueue((0..<count).map { "r\($0)" })
        for (number, answer) in answers.enumerated() {
            guard case .created(let job) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(job.name.repository == "r\(number)")
            #expect(try await store.job(job.id) == job)
        }
        #expect(try await store.counts()[.queued] == count)
    }

    @Test func `tasks for one repository get one job, whether it is new or live already`() async throws {
        let waiting = try await store.add("waiting")
        let running = try await store.addAndClaim("running", at: start + -1).job
        // Twice in one statement, in two statements, and in the one row that goes in by itself at the end.
        var names = (0..<49).map { "r\($0)" }
        names.replace(at: [3, 17, 33, 48], with: ["R2", "r2", "R18", "R0"])
        names.replace(at: [5, 20, 40], with: ["Waiting", "RUNNING", "waiting"])

        let answers = try await enqueue(names)
        var jobs = ["waiting": waiting, "running": running]
        for (name, answer) in zip(names, answers) {
            let key = name.lowercased()
            switch answer {
            case .created(let job):
                #expect(jobs[key] == nil && job.name.repository == name)
                #expect(try await store.job(job.id) == job)
                jobs[key] = job
            case .existing(let job): #expect(jobs[key] == job, "\(name)")
            case .limitReached: Issue.record("\(name) is over a limit that is not there")
            }
        }
        #expect(jobs.count == 2 + 49 - 7)
        #expect(Set(jobs.values.map(\.id)).count == jobs.count && Set(jobs.values.map(\.webhookID)).count == jobs.count)
        #expect(try await store.counts().filter { $0.value > 0 } == [.queued: jobs.count - 1, .running: 1])
    }

    @Test(arguments: [0, 1, 5, 15, 16, 17, 20, 21, 32, 37, 44, 45, 46, 60])
    func `the limit of live jobs holds to the job, wherever in the commit it lies`(room: Int) async throws {
        for number in 0..<5 { try await store.add("live\(number)") }
        var names = (0..<50).map { "r\($0)" }
        names.replace(at: [2, 18, 30, 47, 49], with: ["LIVE0", "live1", "R29", "Live2", "R0"])

        let answers = try await enqueue(names, liveLimit: 5 + room)
        let existing = answers.count { if case .existing = $0 { true } else { false } }
        let created = answers.compactMap { if case .created(let job) = $0 { job } else { nil } }
        #expect(created.count == min(room, 45))
        #expect(try await store.counts()[.queued] == 5 + created.count)
        // Who comes first is accepted first.
        let new = names.filter { !["LIVE0", "live1", "R29", "Live2", "R0"].contains($0) }
        #expect(created.map(\.name.repository) == Array(new.prefix(room)))
        // What is live is found over the limit too; r29 and r0 are only where they came within it.
        let isThere = created.map(\.name.repository)
        #expect(existing == 3 + (isThere.contains("r29") ? 1 : 0) + (isThere.contains("r0") ? 1 : 0))
        #expect(try Set(await stored()) == Set(isThere + (0..<5).map { "live\($0)" }))
    }

    private func stored() async throws -> [String] {
        try await sqlite3(directory.file("hookme.db"), "SELECT repository FROM jobs").split(separator: "\n").map(
            String.init)
    }

    @Test func `each task keeps to the limit that it came with`() async throws {
        let limits: [Int?] = [2, nil, 2, 3, nil]
        let results = try await store.inOneCommit(
            limits.enumerated().map { place, limit in
                { try await store.enqueue(.fixture("r\(place)", at: start), liveLimit: limit) }
            }
        ).map { try $0.get() }
        #expect(results.map { $0 == .limitReached } == [false, false, true, false, false])
        #expect(try await stored() == ["r0", "r1", "r3", "r4"])
    }
}

extension [String] {
    fileprivate mutating func replace(at places: [Int], with names: [String]) {
        for (place, name) in zip(places, names) { self[place] = name }
    }
}
