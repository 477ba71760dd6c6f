#if DEBUG
    import ArgumentParser
    import Jobs
    import Promises

    /// `probe crashes`: a debug build of the daemon dies at each of its crash points, at the first pass, the second, …
    struct CrashesCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "crashes", abstract: "Kill a daemon at every point, and see that it keeps its promises."
        )

        @Option(help: "The hookme to run: a debug build.")
        var hookme: String

        @Option(help: "The passes at which it dies: from 1 to so many.")
        var passes = 3

        @Option(help: "Only this point.")
        var point: CrashPoint?

        func validate() throws {
            if passes < 1 { throw ValidationError("--passes is at least 1.") }
        }

        func run() async throws {
            print("| dies at | pass | accepted | delivered | repeated | attempts that crashed | lost |")
            print("|---|--:|--:|--:|--:|--:|--:|")
            var faults: [String] = []
            for point in point.map({ [$0] }) ?? CrashPoint.allCases {
                for pass in 1...passes {
                    let outcome = try await CrashScenario(hookme: hookme, point: point, pass: pass).run()
                    let tally = outcome.tally
                    print(
                        "| \(point) | \(pass) | \(tally.accepted) | \(tally.delivered) | \(tally.repeated) "
                            + "| \(tally.crashedAttempts) | \(tally.lost) |"
                    )
                    faults += outcome.faults.map { "\(point):\(pass): \($0)" }
                }
            }
            for fault in faults { print("FAULT: \(fault)") }
            guard faults.isEmpty else { throw ExitCode.failure }
            print(
                "Every promise was kept. (Accepted are tasks whose client had a 2xx; others may be there and delivered too.)"
            )
        }
    }

    extension CrashPoint: ExpressibleByArgument {
        public init?(argument: String) {
            guard let point = Self.allCases.first(where: { "\($0)" == argument }) else { return nil }
            self = point
        }
    }
#endif
