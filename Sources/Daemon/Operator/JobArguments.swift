import ArgumentParser
import Foundation
import JobStore
import Jobs

/// The jobs that a command is about.
struct JobArguments: ParsableArguments {
    @Argument(help: "The numbers of the jobs.")
    var ids: [Int64]

    /// Does something with each job, tells what became of it, and ends with 1 when it could not be done with all of them.
    func change(
        _ options: OperatorOptions, _ success: String,
        _ verb: (OperatorStore, JobID) throws(StoreError) -> Result<Job, Refusal>
    ) async throws {
        try await Failure.reported {
            var isRefused = false
            try await options.onDatabase { store in
                for id in ids {
                    switch try verb(store, JobID(id)) {
                    case .success: print("job \(id) \(success)")
                    case .failure(let refusal):
                        isRefused = true
                        // The exit code tells it too, where standard error is closed or full.
                        try? FileHandle.standardError.write(contentsOf: Data("hookme: job \(id): \(refusal)\n".utf8))
                    }
                }
            }
            if isRefused { throw ExitCode(1) }
        }
    }
}
