import ArgumentParser
import JobStore
import Jobs

/// `hookme queue`.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Pause the queue, or go on with it.", discussion: OperatorOptions.discussion,
        subcommands: [Pause.self, Resume.self]
    )

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "From here on no job is begun, also after a restart. What runs goes on, and tasks are accepted."
        )

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await Failure.reported {
                try await options.onDatabase { store in
                    print("the queue is paused since \(try store.pause(at: .now()).iso8601)")
                }
            }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Jobs that are due are begun again.")

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await Failure.reported {
                try await options.onDatabase { store in
                    print(try store.resume() ? "the queue goes on" : "the queue was not paused")
                }
            }
        }
    }
}
