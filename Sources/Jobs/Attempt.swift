/// One run of a job, as its history keeps it.
package struct Attempt: Equatable, Sendable {
    /// From 1, without gaps.
    package var number: Int
    package var result: AttemptResult
    package var report: AttemptReport
    package var error: AttemptError?

    package init(number: Int, result: AttemptResult, report: AttemptReport, error: AttemptError?) {
        self.number = number
        self.result = result
        self.report = report
        self.error = error
    }
}

/// How a run ended.
package enum AttemptResult: String, CaseIterable, Sendable {
    case completed
    case failed
    case deferred
    case released
    case crashed
    case discarded
    /// Somebody cancelled the job while it ran.
    case cancelled
}

/// What a run did, whatever came of it.
package struct AttemptReport: Equatable, Sendable {
    /// How far it came.
    package var stage: Stage
    package var startedAt: Timestamp
    /// Nil when the process died meanwhile.
    package var duration: Milliseconds?
    /// The status of the answer that decided the attempt, GitHub's or the receiver's. Nil where there was none.
    package var httpStatus: Int?
    /// Requests that went to GitHub.
    package var requests: Int
    /// The beginning of what the receiver answered, in one line without secrets. Nil where it did not answer, or said nothing.
    package var answer: String?
    /// What it says of the destination. Nil where nothing was delivered, and where nothing can be said. Not in the history.
    package var delivery: DeliveryVerdict?
    /// Before when the receiver does not want to be asked again. Nil where it did not say so. Not in the history.
    package var retryAfter: Timestamp?

    package init(
        stage: Stage, startedAt: Timestamp, duration: Milliseconds?, httpStatus: Int?, requests: Int,
        answer: String? = nil, delivery: DeliveryVerdict? = nil, retryAfter: Timestamp? = nil
    ) {
        self.stage = stage
        self.startedAt = startedAt
        self.duration = duration
        self.httpStatus = httpStatus
        self.requests = requests
        self.answer = answer
        self.delivery = delivery
        self.retryAfter = retryAfter
    }
}
