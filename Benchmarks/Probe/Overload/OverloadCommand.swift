import ArgumentParser
import Foundation

/// `probe overload`: more tasks than the disk can take, for a while.
struct OverloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overload",
        abstract: "Post more tasks than a slow disk can take, and look how the daemon bears it.",
        discussion: """
            The disk is made slow by strace (Debian: strace), which delays each sync; without it the disk is as fast as it is. \
            While the load lasts each second the daemon's memory and the completed jobs are read.
            """
    )

    @Option(help: "The hookme to run.")
    var hookme: String

    @Option(help: "For how many seconds.")
    var seconds = 60

    @Option(help: "ms that each sync takes longer; 0: none.")
    var syncDelay = 50

    @Option(help: "Clients that post batches of 1,000 tasks.")
    var batches = 24

    @Option(help: "Clients that post one task at a time.")
    var singles = 40

    @Option(help: "Most ms that the p99 of what is accepted may be.")
    var wait = 10_000.0

    @Option(help: "Most MB that the daemon may grow by.")
    var growth = 256

    @Option(
        help:
            "Most that the p99 may be afterwards, as a multiple of what it was before, when the workers had nothing to do."
    )
    var ratio = 10.0

    private struct Second {
        let megabytes: Int
        let completed: Int
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hookme-slow-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = try slow(hookme, in: folder)
        let faults = try await Trial.run(program, ["SCHEDULE_INTERVAL": "0"]) { trial in
            try await EnqueueLoad.on(trial.baseURL) { try await overload(trial, by: $0) }
        }
        try report(faults)
    }

    /// A program that is hookme on a slow disk. `-D` leaves it the process that was started.
    private func slow(_ hookme: String, in folder: URL) throws -> String {
        let strace = "/usr/bin/strace"
        guard syncDelay > 0, FileManager.default.isExecutableFile(atPath: strace) else {
            if syncDelay > 0 { print("skipped: a slow disk, since there is no \(strace)") }
            return hookme
        }
        let hookme = URL(fileURLWithPath: hookme).path
        let program = folder.appendingPathComponent("hookme").path
        let script = """
            #!/bin/sh
            exec \(strace) -D -f --seccomp-bpf -qqq -o /dev/null -e trace=fsync,fdatasync \
            -e inject=fsync,fdatasync:delay_exit=\(syncDelay * 1000) '\(hookme)' "$@"

            """
        try script.write(toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        return program
    }

    private func overload(_ trial: Trial, by load: EnqueueLoad) async throws -> [String] {
        let calm = PatientClient(baseURL: trial.baseURL, label: "before")
        try await trial.waits(of: calm) { try await Task.sleep(for: .seconds(5)) }
        print("before: \(calm.waits)")
        let before = try trial.memory
        var course: [Second] = []
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<batches { group.addTask { await load.run(tasks: 1000) } }
            for _ in 0..<singles { group.addTask { await load.run(tasks: 1) } }
            for _ in 0..<seconds {
                try await Task.sleep(for: .seconds(1))
                course.append(
                    Second(
                        megabytes: try trial.memory.now,
                        completed: try await load.completed()
                    )
                )
            }
            group.cancelAll()
        }
        let peak = try trial.memory.peak
        let (counts, waits) = (load.counts, Waits(load.waits))
        print("RSS in MB, each 5 s: " + sampled(course.map(\.megabytes)) + "; \(before.now) before, at most \(peak)")
        print("jobs completed, each 5 s: " + sampled(course.map(\.completed)))
        print("accepted: \(counts.accepted) tasks, \(waits); refused with 503: \(counts.refused)")
        let pause = try await secondsUntilAccepted(load)
        print("the next task was accepted after \(pause.rounded(to: 1)) s")
        let stored = try await load.jobs().values.reduce(0, +)
        let after = PatientClient(baseURL: trial.baseURL, label: "after")
        try await trial.waits(of: after) { try await Task.sleep(for: .seconds(10)) }
        let ratio = after.waits.p99 / calm.waits.p99
        print("after, while the workers go on: \(after.waits); p99 is \(ratio.rounded(to: 1)) times that of before")

        var faults = calm.complaints + load.complaints.prefix(5) + after.complaints.prefix(5)
        if counts.refused == 0 { faults.append("nothing was refused: that was no overload") }
        if waits.p99 > wait { faults.append("what was accepted waited too long") }
        if peak - before.now > growth { faults.append("the daemon grew by \(peak - before.now) MB") }
        if pause * 1000 > 2 * wait { faults.append("no task was accepted for \(pause.rounded(to: 1)) s afterwards") }
        if stored < counts.accepted { faults.append("\(counts.accepted - stored) accepted tasks are lost") }
        if !isRising(course.map(\.completed)) { faults.append("the workers made no progress") }
        if ratio > self.ratio {
            faults.append("afterwards answers take \(ratio.rounded(to: 1)) times as long as before")
        }
        return faults
    }

    /// What was waiting when the load ended is worked off first.
    private func secondsUntilAccepted(_ load: EnqueueLoad) async throws -> Double {
        let stopwatch = Stopwatch()
        while try await !load.accepts(), stopwatch.seconds < 60 { try await Task.sleep(for: .milliseconds(100)) }
        return stopwatch.seconds
    }

    private func sampled(_ values: [Int]) -> String {
        values.enumerated().filter { $0.offset % 5 == 4 }.map { "\($0.element)" }.joined(separator: " ")
    }

    /// In every ten seconds.
    private func isRising(_ values: [Int]) -> Bool {
        values.indices.dropFirst(10).allSatisfy { values[$0] > values[$0 - 10] } && values.last ?? 0 > values.first ?? 0
    }
}
