import GitHub
import JobStore
import Jobs
import Testing
import Webhooks

@testable import Workers

struct OutcomeTests {
    private static let policy = RetryPolicy(maxRetries: 3, base: 5000, cap: 12_000, backoff: .exponential)

    private func outcome(
        of failure: AttemptFailure, failures: Int = 0, policy: RetryPolicy = policy, jitter: Double = 0,
        stage: Stage = .collect, isProbe: Bool = false
    ) throws -> Outcome? {
        failure.outcome(
            for: try .fixture(failures: failures, stage: stage, isProbe: isProbe), retryPolicy: policy, now: start,
            jitter: jitter
        )
    }

    @Test(arguments: [
        GitHubError.status(500, message: ""),
        .status(408, message: ""), .status(304, message: ""), .timeout(10_000), .unreachable("connection refused"),
        .answer("no list"),
    ])
    func `what may pass at GitHub is retried`(error: GitHubError) throws {
        #expect(try outcome(of: .collect(error)) == .retry(at: start + 5000, .backoff, error.attemptError))
    }

    @Test(arguments: [
        GitHubError.denied(message: "Resource not accessible", needs: nil), .status(422, message: ""),
        .unavailable(status: 404, message: "Not Found"), .unavailable(status: 451, message: ""),
        .issuesDisabled(message: ""), .listTooLarge(message: ""),
    ])
    func `what will not pass at GitHub discards the job at once`(error: GitHubError) throws {
        #expect(try outcome(of: .collect(error)) == .discard(error.attemptError))
    }

    @Test func `credentials that GitHub refuses keep the job where it is, and are no failure of its own`() throws {
        let error = GitHubError.unauthorized(until: start + 60_000, status: 401, message: "Bad credentials")
        let deferred = Outcome.defer(until: start, .held, error.attemptError)
        #expect(try outcome(of: .collect(error)) == deferred)
        #expect(try outcome(of: .collect(error), failures: 3) == deferred)
    }

    /// It would be claimed again at once: the gate keeps back only those who have to collect.
    @Test func `one that was to deliver and has lost its payload waits until the gate opens`() throws {
        let until = start + 60_000
        let errors: [(GitHubError, RunReason)] = [
            (.rateLimited(.core, until: until, status: nil), .rateLimit),
            (.unauthorized(until: until, status: nil, message: ""), .held),
        ]
        for (error, reason) in errors {
            let deferred = Outcome.defer(until: until, reason, error.attemptError)
            #expect(try outcome(of: .collect(error), stage: .deliver) == deferred)
        }
    }

    @Test func `a receiver that wants no more, and a probe that fails, hold the job and fail nothing`() throws {
        let gone = DeliveryError.status(410, head: "")
        #expect(try outcome(of: .deliver(gone), failures: 3) == .hold(gone.attemptError))
        let failed = DeliveryError.timeout(15_000)
        #expect(try outcome(of: .deliver(failed), failures: 3, isProbe: true) == .hold(failed.attemptError))
        #expect(try outcome(of: .deliver(failed), failures: 3) == .discard(failed.attemptError))
    }

    @Test(arguments: [RateLimit.graphQL, .reserve])
    func `what keeps only some back defers until then`(limit: RateLimit) throws {
        let error = GitHubError.rateLimited(limit, until: start + 3_600_000, status: nil)
        #expect(
            try outcome(of: .collect(error)) == .defer(until: start + 3_600_000, .rateLimit, error.attemptError)
        )
    }

    @Test(arguments: [403, 429, nil])
    func `a spent budget keeps the job where it is, behind the gate, also after the last retry`(status: Int?) throws {
        let error = GitHubError.rateLimited(.core, until: start + 3_600_000, status: status)
        let deferred = Outcome.defer(until: start, .rateLimit, error.attemptError)
        #expect(try outcome(of: .collect(error)) == deferred)
        #expect(try outcome(of: .collect(error), failures: 3) == deferred)
    }

    @Test(arguments: [
        DeliveryError.status(302, head: ""), .status(404, head: ""), .status(429, head: ""),
        .status(503, head: "busy"), .timeout(15_000), .unreachable("connection refused"),
    ])
    func `what may pass at the receiver is retried`(error: DeliveryError) throws {
        #expect(try outcome(of: .deliver(error)) == .retry(at: start + 5000, .backoff, error.attemptError))
    }

    @Test(arguments: [429, 503])
    func `a receiver that says when to come again is not asked before, nor before the backoff`(status: Int) throws {
        func outcome(_ retryAfter: RetryAfter) throws -> (Outcome?, AttemptError) {
            let error = DeliveryError.status(status, head: "", retryAfter: retryAfter)
            return (try self.outcome(of: .deliver(error)), error.attemptError)
        }
        let (late, error) = try outcome(.wait(60_000))
        #expect(late == .retry(at: start + 60_000, .retryAfter, error))
        #expect(try outcome(.at(start + 90_000)).0 == .retry(at: start + 90_000, .retryAfter, error))
        #expect(try outcome(.wait(1000)).0 == .retry(at: start + 5000, .backoff, error))
        #expect(try outcome(.at(start + -90_000)).0 == .retry(at: start + 5000, .backoff, error))
    }

    @Test func `with another status nobody is asked to come again`() throws {
        let error = DeliveryError.status(500, head: "", retryAfter: .wait(60_000))
        #expect(try outcome(of: .deliver(error)) == .retry(at: start + 5000, .backoff, error.attemptError))
    }

    @Test func `a destination that is no URL discards the job at once`() throws {
        let error = DeliveryError.invalidDestination
        #expect(try outcome(of: .deliver(error)) == .discard(error.attemptError))
    }

    @Test(arguments: [
        (failures: 0, jitter: 0.0, wait: Milliseconds(5000)), (0, -1, 5000), (0, 1, 5500), (1, 0, 10_000),
        (1, -1, 9000), (2, 0, 12_000), (2, 1, 12_000),
    ])
    func `each failure waits longer, up to the cap`(failures: Int, jitter: Double, wait: Milliseconds) throws {
        let error = DeliveryError.status(503, head: "")
        let outcome = try outcome(of: .deliver(error), failures: failures, jitter: jitter)
        #expect(outcome == .retry(at: start + wait, .backoff, error.attemptError))
    }

    @Test func `the failure after the last retry discards the job`() throws {
        let delivery = DeliveryError.status(503, head: "")
        #expect(try outcome(of: .deliver(delivery), failures: 3) == .discard(delivery.attemptError))
        let github = GitHubError.timeout(10_000)
        #expect(try outcome(of: .collect(github), failures: 3) == .discard(github.attemptError))
    }

    @Test func `without retries the first failure discards the job`() throws {
        let policy = RetryPolicy(maxRetries: 0, base: 5000, cap: 5000, backoff: .constant)
        let error = DeliveryError.timeout(15_000)
        #expect(try outcome(of: .deliver(error), policy: policy) == .discard(error.attemptError))
    }

    /// The store is asked again and again, unless the attempt is stopped.
    @Test(arguments: [
        AttemptFailure.collect(.cancelled), .deliver(.cancelled), .store(.cancelled), .store(.busy), .store(.full),
        .store(.overloaded),
    ])
    func `a shutdown releases, also after the last retry`(failure: AttemptFailure) throws {
        #expect(try outcome(of: failure) == .release)
        #expect(try outcome(of: failure, failures: 3) == .release)
    }

    @Test(arguments: [StoreError.claimLost(JobID(7)), .broken("disk I/O error")])
    func `without a store that takes it nothing is recorded`(error: StoreError) throws {
        #expect(try outcome(of: .store(error)) == nil)
    }

    @Test func `a payload that the database refuses discards the job`() throws {
        let error = AttemptError(.refused, "The database refuses the payload: body_is_an_object")
        #expect(try outcome(of: .store(.refused("body_is_an_object"))) == .discard(error))
    }

    @Test func `the status that decided is GitHub's or the receiver's`() {
        #expect(AttemptFailure.collect(.status(502, message: "")).httpStatus == 502)
        #expect(AttemptFailure.deliver(.status(410, head: "")).httpStatus == 410)
        #expect(AttemptFailure.deliver(.timeout(1)).httpStatus == nil)
        #expect(AttemptFailure.store(.full).httpStatus == nil)
    }
}
