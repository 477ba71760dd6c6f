import ArgumentParser
import HTTPAPI
import Jobs

extension JobsCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show all that is kept of a job, and each of its attempts.",
            discussion: Manual.text(
                "Exits with 1 when there is no such job.", example: "hookme jobs show 7", "hookme jobs show 7 --json")
        )

        @OptionGroup var options: OperatorOptions

        @Argument(help: "The number of the job.")
        var id: Int64

        @Flag(help: "As JSON, in the words of GET /tasks/{id}, with its attempts as history.")
        var json = false

        func run() async throws {
            try await options.operating { verbs in
                let found = try await verbs.requireExplanation(of: id)
                print(
                    json
                        ? JSONOutput.text(CommandJSON.task(found.job, found.attempts, found.waiting))
                        : JobScreen(found, now: .now()).everything)
            }
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say where a job is, why it does not run, and when it will.",
            discussion: Manual.text(
                """
                With its attempts, and the commands that repeat its delivery. Exits with 1 when there is no such job.
                """, example: "hookme jobs explain 7")
        )

        @OptionGroup var options: OperatorOptions

        @Argument(help: "The number of the job.")
        var id: Int64

        func run() async throws {
            try await options.operating { verbs in
                print(JobScreen(try await verbs.requireExplanation(of: id), now: .now()).explanation)
            }
        }
    }
}

extension OperatorVerbs {
    fileprivate func requireExplanation(of id: Int64) async throws(Failure) -> Explanation {
        guard let found = try await explanation(of: JobID(id)) else {
            throw Failure(.refused, "job \(id): there is no such job")
        }
        return found
    }
}
