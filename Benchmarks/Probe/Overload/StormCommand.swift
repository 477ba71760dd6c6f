import ArgumentParser
import Foundation
import HTTPAPI
import NIOCore
import NIOPosix

/// `probe storm`: more connections than a daemon takes, all of which say nothing, and a client that only wants its answers.
struct StormCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm", abstract: "Open thousands of connections that say nothing, beside a client that asks."
    )

    @Option(help: "The hookme to run.")
    var hookme: String

    @Option(help: "Connections that say nothing, as many as descriptors allow.")
    var connections = 6000

    @Option(help: "Storms, one after the other.")
    var rounds = 2

    @Option(help: "How many seconds each lasts, once all have connected.")
    var seconds = 10

    @Option(
        help:
            "Most ms that the client may wait for an answer: its system asks for a connection again after 1, 3 and 7 s."
    )
    var wait = 10_000.0

    @Option(help: "Most MB that a further storm may add to what the first took.")
    var growth = 16

    func run() async throws {
        let count = min(connections, Descriptors.raise() - 256)
        let settings = ["SCHEDULE_INTERVAL": "31536000000"]
        let faults = try await Trial.run(hookme, settings) { trial in try await storms(of: count, on: trial) }
        try report(faults)
    }

    private func storms(of count: Int, on trial: Trial) async throws -> [String] {
        guard let port = URL(string: trial.baseURL)?.port else { throw ValidationError("no port") }
        let calm = PatientClient(baseURL: trial.baseURL)
        try await trial.waits(of: calm) { try await Task.sleep(for: .seconds(2)) }
        let (idle, before) = (try trial.descriptors, try trial.memory)
        print("idle: \(before.now) MB, \(idle) descriptors, \(calm.waits)")
        var (faults, peaks) = (calm.complaints, [Int]())
        for round in 1...rounds {
            let client = PatientClient(baseURL: trial.baseURL, label: "storm-\(round)", keepsConnection: false)
            var most = 0
            try await trial.waits(of: client) {
                let silent = try await connect(count, to: port)
                try await Task.sleep(for: .seconds(seconds))
                most = try trial.descriptors
                for channel in silent {
                    channel.close(promise: nil)
                    try await channel.closeFuture.get()
                }
            }
            let left = try await descriptors(of: trial, downTo: idle + 8)
            let memory = try trial.memory
            peaks.append(memory.peak)
            print(
                "storm of \(count): at most \(memory.peak) MB, then \(memory.now) MB; \(most) descriptors, then \(left); "
                    + "\(client.waits)"
            )
            faults += client.complaints.prefix(5)
            if client.waits.longest > wait || client.waits.count < 10 { faults.append("the client had to wait") }
            if left > idle + 8 { faults.append("\(left) descriptors are left open") }
        }
        if let first = peaks.first, let last = peaks.last, last - first > growth {
            faults.append("a further storm took \(last - first) MB more")
        }
        return faults
    }

    /// A few hundred at a time, as fast as they are taken. One that is closed again at once is as good as any.
    private func connect(_ count: Int, to port: Int) async throws -> [any Channel] {
        try await withThrowingTaskGroup(of: (any Channel).self) { group in
            var channels: [any Channel] = []
            for number in 0..<count {
                if number >= 256, let channel = try await group.next() { channels.append(channel) }
                group.addTask {
                    try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                        .channelOption(.autoRead, value: false)
                        .connectTimeout(.seconds(60))
                        .connect(host: "127.0.0.1", port: port).get()
                }
            }
            for try await channel in group { channels.append(channel) }
            return channels
        }
    }

    private func descriptors(of trial: Trial, downTo few: Int) async throws -> Int {
        for _ in 0..<200 {
            let open = try trial.descriptors
            if open <= few { return open }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try trial.descriptors
    }
}
