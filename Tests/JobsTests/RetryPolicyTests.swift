import Jobs
import Testing

struct RetryPolicyTests {
    private let policy = RetryPolicy(maxRetries: 20, base: 5000, cap: 3_600_000, backoff: .exponential)

    /// The table of the docstring.
    @Test(arguments: [
        (1, 5000), (2, 10_000), (3, 20_000), (4, 40_000), (5, 80_000), (8, 640_000), (10, 2_560_000), (11, 3_600_000),
        (20, 3_600_000),
    ])
    func `the exponential wait doubles with each failure up to the cap`(failure: Int, wait: Int64) {
        #expect(policy.delay(afterFailure: failure, jitter: 0) == Milliseconds(wait))
    }

    @Test func `jitter moves the wait by a tenth at most, and never below the base or above the cap`() {
        #expect(policy.delay(afterFailure: 3, jitter: 1) == 22_000)
        #expect(policy.delay(afterFailure: 3, jitter: -1) == 18_000)
        #expect(policy.delay(afterFailure: 1, jitter: -1) == 5000)
        #expect(policy.delay(afterFailure: 20, jitter: 1) == 3_600_000)
    }

    @Test func `the constant wait is always the base`() {
        let constant = RetryPolicy(maxRetries: 3, base: 1500, cap: 3_600_000, backoff: .constant)
        #expect((1...3).map { constant.delay(afterFailure: $0, jitter: 1) } == [1500, 1500, 1500])
    }

    @Test(arguments: [0, 1, 3])
    func `after one failure more than there are retries the job is given up`(maxRetries: Int) {
        let policy = RetryPolicy(maxRetries: maxRetries, base: 1, cap: 1, backoff: .exponential)
        let delays = (1...maxRetries + 1).map { policy.delay(afterFailure: $0, jitter: 0) }
        #expect(delays.count(where: { $0 == nil }) == 1)
        #expect(delays.last == .some(nil))
    }

    @Test(arguments: [(0, 20), (1, 20), (3, 0), (3, 1), (1000, 3)])
    func `a job's own retries go before the policy's`(own: Int, policys: Int) {
        let policy = RetryPolicy(maxRetries: policys, base: 1, cap: 1, backoff: .exponential)
        let delays = (1...own + 1).map { policy.delay(afterFailure: $0, maxRetries: own, jitter: 0) }
        #expect(delays.count(where: { $0 == nil }) == 1)
        #expect(delays.last == .some(nil))
    }
}
