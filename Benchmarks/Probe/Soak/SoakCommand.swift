import ArgumentParser
import Foundation
import Loopback
import Promises

/// `probe soak`: a daemon that is killed at random moments, over and over, while clients and both its sides do all that they may.
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak", abstract: "Kill a daemon at random under a mixed load, and see that it keeps its promises."
    )

    @Option(help: "The hookme to run.")
    var hookme: String

    @Option(help: "How long it is killed.")
    var minutes = 30.0

    @Option(help: "What the load and the moments of death are chosen by. Chosen if not given.")
    var seed: UInt64?

    @Option(help: "Clients at once.")
    var clients = 4

    @Option(help: "Jobs that may be live at once.")
    var jobs = 300

    func validate() throws {
        if minutes <= 0 { throw ValidationError("--minutes is more than 0.") }
    }

    func run() async throws {
        let seed = seed ?? .random(in: .min ... .max)
        print("seed \(seed)")
        let faults = try await CrashWorld.run(hookme: hookme, budget: .init(limit: 500, window: .seconds(3))) { world in
            SoakWeather(seed: seed).come(over: world)
            let soak = Soak(world: world, seed: seed, clients: clients, liveJobs: jobs)
            var faults = try await soak.lives(for: .seconds(minutes * 60))
            faults += try await soak.lastLife()
            let evidence = try await world.evidence()
            print(soak.summary(evidence.tally))
            if evidence.tally.delivered == 0 { faults.append("nothing was delivered") }
            return faults + world.journal.complaints + evidence.violations.map { "\($0)" }
        }
        for fault in faults.prefix(50) { print("FAULT: \(fault)") }
        guard faults.isEmpty else { throw ExitCode.failure }
        print("Every promise was kept.")
    }
}
