import Foundation

/// What it took to do jobs that were all due at one moment.
struct Drain: Sendable {
    let jobsPerSecond: Double
    /// CPU time of the process that did them per job, in microseconds.
    let cpuMicroseconds: Double
    /// From the moment when all were due to the last one's record.
    let seconds: Double

    /// Puts jobs into the database that are due in two seconds, starts a daemon and lets it do them.
    ///
    /// The daemon's start-up is over when they are due. The end is read from the database: when the last job finished.
    static func measure(
        jobs: Int, workers: Int, on database: Database, against standIns: StandIns, plan: Plan
    ) async throws -> Drain {
        let lead = 2000 + jobs / 10
        let dueAt = Int(Date().timeIntervalSince1970 * 1000) + lead
        let before = try await database.addDue(jobs, at: dueAt, label: plan.label("due"))
        let settings = standIns.settings.merging(["WORKERS": "\(workers)"]) { $1 }
        let cpu = try await Daemon.run(plan, database, settings) { daemon in
            guard Date().timeIntervalSince1970 * 1000 < Double(dueAt) else {
                throw RejectedRound(reason: "the daemon was not ready when the jobs were due")
            }
            let cpuBefore = try ProcessTable.cpuMicroseconds(of: daemon.processes)
            try await waitUntilDone(database, after: before)
            return try ProcessTable.cpuMicroseconds(of: daemon.processes) - cpuBefore
        }
        let completed = try await database.number(
            "SELECT count(*) FROM jobs WHERE id > \(before) AND state = 'completed' AND attempts = 1"
        )
        guard completed == jobs else {
            throw BenchError("\(completed) of \(jobs) jobs were completed at the first attempt")
        }
        let doneAt = try await database.number("SELECT max(finished_at_ms) FROM jobs WHERE id > \(before)")
        let seconds = Double(doneAt - dueAt) / 1000
        return Drain(
            jobsPerSecond: Double(jobs) / seconds, cpuMicroseconds: cpu / Double(jobs), seconds: seconds
        )
    }

    private static func waitUntilDone(_ database: Database, after id: Int) async throws {
        try await inTime(.seconds(180), "the jobs") {
            while try await database.number(
                "SELECT count(*) FROM jobs WHERE id > \(id) AND finished_at_ms IS NULL") > 0
            {
                try await Task.sleep(for: .milliseconds(250))
            }
        }
    }
}
