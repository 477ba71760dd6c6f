import ArgumentParser
import Foundation
import Jobs

extension JobsCommand {
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Queue discarded or cancelled jobs anew, with all retries before them; make queued ones due now.",
            discussion: Manual.text(
                "What was collected is kept, and delivered. Exits with 1 when a job cannot be retried.",
                example: "hookme jobs retry 7")
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var jobs: JobArguments

        func run() async throws { try await jobs.change(.retry, options) }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cancel jobs that are not finished. The daemon stops those that run within a second.",
            discussion: Manual.text("Exits with 1 when a job cannot be cancelled.", example: "hookme jobs cancel 7 8")
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var jobs: JobArguments

        func run() async throws { try await jobs.change(.cancel, options) }
    }

    struct Redeliver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send finished jobs' payloads once more: the same bytes, under the same webhook-id.",
            discussion: Manual.text(
                "A payload is kept for PAYLOAD_RETENTION. Exits with 1 when a job cannot be redelivered.",
                example: "hookme jobs redeliver 7")
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var jobs: JobArguments

        func run() async throws { try await jobs.change(.redeliver, options) }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete finished jobs, with their attempts and payloads.",
            discussion: Manual.text("Exits with 1 when a job cannot be deleted.", example: "hookme jobs delete 7")
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var jobs: JobArguments

        func run() async throws { try await jobs.change(.delete, options) }
    }
}

/// The jobs that a command is about.
struct JobArguments: ParsableArguments {
    @Argument(help: "The numbers of the jobs.")
    var ids: [Int64]

    /// Does something with each job, tells what became of it, and ends with 1 when it could not be done with all of them.
    func change(_ verb: JobVerb, _ options: OperatorOptions) async throws {
        try await options.operating { verbs in
            var isRefused = false
            for id in ids {
                guard let refusal = try await verbs.change(JobID(id), verb) else {
                    print("job \(id) \(verb.done)")
                    continue
                }
                isRefused = true
                StandardError.print("hookme: job \(id): \(refusal)")
            }
            if isRefused { throw ExitCode(Failure.Code.refused.rawValue) }
        }
    }
}
