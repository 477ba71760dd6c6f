package import Jobs

/// What the API says, for commands that say the same without it: in the same words, as JSON in UTF-8.
package enum CommandJSON {
    package static func tasks(_ jobs: [Job]) -> [UInt8] {
        array(jobs.map { TaskResponse(job: $0).body })
    }

    /// As `GET /tasks/{id}`, with the attempts beside it.
    package static func task(_ job: Job, _ attempts: [Attempt], _ waiting: Waiting?) -> [UInt8] {
        var body = TaskResponse(job: job, waiting: waiting).body
        body.add("history", attempts.map(\.body))
        return body.data
    }

    package static func destinations(_ all: [DestinationStatus]) -> [UInt8] {
        array(all.map(\.body))
    }

    package static func stats(_ report: StatsReport) -> [UInt8] {
        report.body.data
    }

    private static func array(_ objects: [JSONObject]) -> [UInt8] {
        [UInt8(ascii: "[")] + objects.map(\.data).joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
    }
}
