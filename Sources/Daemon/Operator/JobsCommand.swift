import ArgumentParser
import Foundation
import JobStore
import Jobs

/// `hookme jobs`.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Retry, cancel, delete or redeliver jobs.",
        discussion: OperatorOptions.discussion,
        subcommands: [Retry.self, Cancel.self, Redeliver.self, Delete.self]
    )

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Queue discarded or cancelled jobs anew, with all retries before them; make queued ones due now.",
            discussion: "What was collected is kept, and delivered. Exits with 1 when a job cannot be retried."
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var jobs: JobArguments

        func run() async throws {
            try await jobs.change(options, "is queued, due now") { store, id throws(StoreError) in
                try store.retry(id, at: .now())
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cancel jobs that are not finished. The daemon stops those that run within a second.",
            discussion: "Exits with 1 when a job cannot be cancelled."
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var jobs: JobArguments

        func run() async throws {
            try await jobs.change(options, "is cancelled") { store, id throws(StoreError) in
                try store.cancel(id, at: .now())
            }
        }
    }

    struct Redeliver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send finished jobs' payloads once more: the same bytes, under the same webhook-id.",
            discussion: "A payload is kept for PAYLOAD_RETENTION. Exits with 1 when a job cannot be redelivered."
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var jobs: JobArguments

        func run() async throws {
            try await jobs.change(options, "is queued to be delivered again") { store, id throws(StoreError) in
                try store.redeliver(id, at: .now())
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete finished jobs, with their attempts and payloads.",
            discussion: "Exits with 1 when a job cannot be deleted."
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var jobs: JobArguments

        func run() async throws {
            try await jobs.change(options, "is deleted") { store, id throws(StoreError) in try store.delete(id) }
        }
    }
}
