import ArgumentParser
import Foundation
import JobStore
import Jobs

/// `hookme jobs`.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Deliver jobs again.", discussion: OperatorOptions.discussion,
        subcommands: [Redeliver.self]
    )

    struct Redeliver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send finished jobs' payloads once more: the same bytes, under the same webhook-id.",
            discussion: "A payload is kept for PAYLOAD_RETENTION. Exits with 1 when a job cannot be redelivered."
        )

        @OptionGroup var options: OperatorOptions

        @Argument(help: "The numbers of the jobs.")
        var ids: [Int64]

        func run() async throws {
            try await Failure.reported {
                var refused = false
                try await options.onDatabase { store in
                    for id in ids {
                        let redelivery = try store.redeliver(JobID(id), at: .now())
                        guard let refusal = redelivery.refusal else {
                            print("job \(id) is queued to be delivered again")
                            continue
                        }
                        refused = true
                        // The exit code tells it too, where standard error is closed or full.
                        try? FileHandle.standardError.write(contentsOf: Data("hookme: job \(id): \(refusal)\n".utf8))
                    }
                }
                if refused { throw ExitCode(1) }
            }
        }
    }
}
