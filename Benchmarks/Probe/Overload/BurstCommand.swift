import ArgumentParser
import Foundation
import Jobs

/// `probe burst`: very many jobs that are due in the same millisecond, and a client that asks meanwhile.
struct BurstCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "burst", abstract: "Have thousands of jobs due in the same millisecond, beside a client that asks."
    )

    @Option(help: "The hookme to run.")
    var hookme: String

    @Option(help: "Jobs that are due at once.")
    var jobs = 10_000

    @Option(help: "Most MB that the daemon may grow by.")
    var growth = 64

    @Option(help: "Most that the client's p99 may be, as a multiple of what it is while nothing is due.")
    var ratio = 20.0

    func run() async throws {
        let faults = try await Trial.run(hookme, ["SCHEDULE_INTERVAL": "31536000000"]) { trial in
            try await EnqueueLoad.on(trial.baseURL) { try await burst(of: $0, on: trial) }
        }
        try report(faults)
    }

    private func burst(of load: EnqueueLoad, on trial: Trial) async throws -> [String] {
        let idle = PatientClient(baseURL: trial.baseURL, label: "idle")
        try await trial.waits(of: idle) { try await Task.sleep(for: .seconds(5)) }
        print("idle: \(idle.waits)")
        let before = try trial.memory
        let dueAt = Timestamp.now() + Milliseconds(Int64(3000 + jobs / 4))
        for start in stride(from: 0, to: jobs, by: 1000) {
            try await load.accept(start..<min(start + 1000, jobs), runAt: dueAt)
        }
        let lead = dueAt - Timestamp.now()
        guard lead.count > 0 else { throw ValidationError("the jobs were due before all of them were there") }
        try await Task.sleep(for: lead.duration)
        let stopwatch = Stopwatch()
        let client = PatientClient(baseURL: trial.baseURL, label: "burst")
        try await trial.waits(of: client) {
            while try await load.completed() < jobs, stopwatch.seconds < 600 {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        let seconds = stopwatch.seconds
        let memory = try trial.memory
        let (completed, counts) = (try await load.completed(), trial.receiver.received)
        let ratio = client.waits.p99 / idle.waits.p99
        print(
            "\(jobs) jobs: \(completed) completed in \(seconds.rounded(to: 1)) s; the receiver had \(counts.deliveries) deliveries "
                + "of \(counts.jobs) jobs; \(before.now) MB before, at most \(memory.peak) MB"
        )
        print("meanwhile: \(client.waits); p99 is \(ratio.rounded(to: 1)) times that of before")
        var faults = idle.complaints + client.complaints.prefix(5)
        if completed != jobs { faults.append("\(jobs - completed) jobs are not completed") }
        if counts.jobs != jobs || counts.deliveries != jobs { faults.append("not each was delivered once") }
        if memory.peak - before.now > growth { faults.append("the daemon grew by \(memory.peak - before.now) MB") }
        if ratio > self.ratio { faults.append("the client had to wait \(ratio.rounded(to: 1)) times as long") }
        return faults
    }
}
