package import JobStore
package import Jobs

extension RepositoryName {
    package static func fixture(_ repository: String = "Hello-World") throws -> RepositoryName {
        try RepositoryName(username: "octocat", repository: repository)
    }
}

extension NewJob {
    package static func fixture(_ repository: String = "Hello-World", at moment: Timestamp) throws -> NewJob {
        NewJob(name: try .fixture(repository), runAt: moment, createdAt: moment)
    }
}

extension FrozenPayload {
    package static let fixture = FrozenPayload(
        body: #"{"user":"octocat"}"#, collectedAt: Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)
    )
}

extension AttemptReport {
    package static func fixture(
        stage: Stage = .collect, at moment: Timestamp, delivery: DeliveryVerdict? = nil
    ) -> AttemptReport {
        AttemptReport(
            stage: stage, startedAt: moment, duration: 12, httpStatus: 502, requests: 3, delivery: delivery
        )
    }
}

extension AttemptError {
    package static let fixture = AttemptError(.webhookStatus, "the receiver answered 502")
}
