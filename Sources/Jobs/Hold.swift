/// When a destination that does not answer is held, and how often it is tried meanwhile. Pure.
package struct HoldPolicy: Equatable, Sendable {
    /// HOLD_AFTER_FAILING_JOBS: different jobs whose deliveries fail one after another. Nil: no destination is held for that.
    package var failingJobs: Int?
    /// HOLD_PROBE_INTERVAL: from the hold to the first probe; each that fails doubles it.
    package var base: Milliseconds
    /// HOLD_PROBE_MAX_INTERVAL.
    package var cap: Milliseconds

    package init(failingJobs: Int? = 5, base: Milliseconds = 5000, cap: Milliseconds = 300_000) {
        self.failingJobs = failingJobs
        self.base = base
        self.cap = cap
    }

    /// The pause before the next probe. With the defaults: 5 s, 10 s, 20 s, 40 s, 80 s, 160 s, 5 min, 5 min, …
    package func pause(afterProbes probes: Int) -> Milliseconds {
        let doublings = min(probes, 40)
        let (pause, overflow) = base.count.multipliedReportingOverflow(by: 1 << Int64(doublings))
        return overflow ? cap : min(cap, Milliseconds(pause))
    }
}

/// Why a destination is held.
package enum HoldReason: String, CaseIterable, Sendable {
    /// The deliveries of several different jobs failed, and none was accepted in between.
    case failing
    /// It answered 410: it wants no more.
    case gone
    /// An operator holds it.
    case manual
}

/// What a delivery says of its destination.
package enum DeliveryVerdict: Equatable, Sendable {
    case accepted
    case failed
    /// 410.
    case gone
}

/// What became of a destination by an attempt.
package enum DestinationChange: Equatable, Sendable {
    case held(HoldReason, probeAt: Timestamp?)
    case released
}
