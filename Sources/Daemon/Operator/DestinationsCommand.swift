import ArgumentParser
import Jobs

/// `hookme destinations`.
struct DestinationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destinations", abstract: "Show which destinations are held, and hold or release them.",
        discussion: Manual.text(
            OperatorOptions.discussion, example: "hookme destinations",
            "hookme destinations hold https://hooks.example.com/ci",
            "hookme destinations release"),
        subcommands: [List.self, Hold.self, Release.self], defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every destination that has failed, or been held.",
            discussion: Manual.text(example: "hookme destinations list --json")
        )

        @OptionGroup var options: OperatorOptions

        @Flag(help: "As JSON, an array with one object for each.")
        var json = false

        func run() async throws {
            try await options.operating { verbs in
                let list = DestinationList(destinations: try await verbs.destinations(), now: .now())
                print(json ? list.json : list.table)
            }
        }
    }

    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold a destination: its jobs wait, without failing, until it is released.",
            discussion: Manual.text(
                """
                No job of it is tried meanwhile. Deliveries that are under way end as they do. Exits with 1 where no job has \
                the destination, which may then be misspelt.
                """, example: "hookme destinations hold")
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var destination: DestinationArgument

        @Flag(help: "Hold it although no job has it.")
        var force = false

        func run() async throws {
            let name = destination.destination.oneLine
            try await options.operating { verbs in
                switch try await verbs.hold(destination.value, isForced: force) {
                case .held: print("destination \(name) held")
                case .heldAlready: print("destination \(name) was held by hand already")
                case .unknown:
                    throw Failure(.refused, "no job has the destination \(name); --force holds it all the same")
                }
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Release a destination, whatever it was held for: its jobs go on, in the order in which they were due.",
            discussion: Manual.text(
                "Exits with 1 where no job has the destination, and it was never held.",
                example: "hookme destinations release default")
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var destination: DestinationArgument

        func run() async throws {
            let name = destination.destination.oneLine
            try await options.operating { verbs in
                switch try await verbs.release(destination.value) {
                case .released(let jobs):
                    print("destination \(name) released: \(jobs) held \(jobs == 1 ? "job goes" : "jobs go") on")
                case .notHeld: print("destination \(name) was not held")
                case .unknown: throw Failure(.refused, "no job has the destination \(name), and it was never held")
                }
            }
        }
    }
}
