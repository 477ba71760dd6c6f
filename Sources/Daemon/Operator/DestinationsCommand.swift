import ArgumentParser
import JobStore
import Jobs

/// `hookme destinations`.
struct DestinationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destinations", abstract: "Show which destinations are held, and hold or release them.",
        discussion: OperatorOptions.discussion, subcommands: [List.self, Hold.self, Release.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every destination that has failed, or been held."
        )

        @OptionGroup var options: OperatorOptions

        @Flag(help: "As JSON, an array with one object for each.")
        var json = false

        func run() async throws {
            try await Failure.reported {
                try await options.onDatabase { store in
                    let list = DestinationList(destinations: try store.destinations(), now: .now())
                    print(json ? try list.json() : list.table)
                }
            }
        }
    }

    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold a destination: its jobs wait, without failing, until it is released.",
            discussion: "No job of it is tried meanwhile. Deliveries that are under way end as they do."
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var destination: DestinationArgument

        func run() async throws {
            try await Failure.reported {
                try await options.onDatabase { store in
                    let isNew = try store.hold(destination.value, at: .now())
                    print("destination \(destination.destination) \(isNew ? "held" : "was held by hand already")")
                }
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Release a destination, whatever it was held for: its jobs go on, in the order in which they were due."
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var destination: DestinationArgument

        func run() async throws {
            try await Failure.reported {
                try await options.onDatabase { store in
                    let name = destination.destination
                    guard let jobs = try store.release(destination.value) else {
                        print("destination \(name) was not held")
                        return
                    }
                    print("destination \(name) released: \(jobs) held \(jobs == 1 ? "job goes" : "jobs go") on")
                }
            }
        }
    }
}
