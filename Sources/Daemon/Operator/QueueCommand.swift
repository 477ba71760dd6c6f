import ArgumentParser
import Jobs

/// `hookme queue`.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Pause the queue, or go on with it.",
        discussion: Manual.text(OperatorOptions.discussion, example: "hookme queue pause", "hookme queue resume"),
        subcommands: [Pause.self, Resume.self]
    )

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "From here on no job is begun, also after a restart. What runs goes on, and tasks are accepted.",
            discussion: Manual.text(example: "hookme queue pause")
        )

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.operating { verbs in
                print("the queue is paused since \(try await verbs.pause().iso8601)")
            }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Jobs that are due are begun again.", discussion: Manual.text(example: "hookme queue resume")
        )

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.operating { verbs in
                print(try await verbs.resume() ? "the queue goes on" : "the queue was not paused")
            }
        }
    }
}
