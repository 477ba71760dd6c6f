import Jobs

extension GateState {
    private static let shortestWait = Milliseconds.seconds(60)

    /// What becomes of a gate by one answer. Pure.
    ///
    /// Where GitHub does not say how long to wait: a minute, and twice as long each time in a row, up to an hour; up to a
    /// quarter of an hour for credentials, which somebody may mend at any moment. Credentials that are accepted begin anew;
    /// the secondary limit does after an hour without, since the first request after a wait is always let in.
    ///
    /// - Parameter lastRefusal: when it was last closed without a hint. Nil: not known, and then not long ago.
    ///
    /// | in a row | 1 | 2 | 3 | 4 | 5 | 6 | 7 and on |
    /// |---|---|---|---|---|---|---|---|
    /// | secondary | 1 min | 2 min | 4 min | 8 min | 16 min | 32 min | 1 h |
    /// | unauthorized | 1 min | 2 min | 4 min | 8 min | 15 min | 15 min | 15 min |
    mutating func apply(_ verdict: RateLimitVerdict, at now: Timestamp, lastRefusal: Timestamp? = nil) {
        switch verdict {
        case .silent:
            return
        case .open:
            guard let until = closedUntil, until <= now else { return }
            self = reason == .secondary ? GateState(closedUntil: nil, reason: reason, streak: streak) : .open
        case .spent(let until):
            streak = 0
            close(until: until, .primary)
        case .refused(let why, let until?):
            close(until: until, why)
        case .refused(let why, nil):
            if let closedUntil, closedUntil > now { return }
            let longest = Milliseconds.seconds(why == .unauthorized ? 15 * 60 : 60 * 60)
            let isInARow = reason == why && lastRefusal.map { now < $0 + longest + longest } ?? true
            streak = isInARow ? streak + 1 : 1
            let wait = Milliseconds(Self.shortestWait.count << min(streak - 1, 10))
            closedUntil = now + min(wait, longest)
            reason = why
        }
    }

    /// The later moment holds.
    private mutating func close(until: Timestamp, _ why: Reason) {
        if let closedUntil, until <= closedUntil { return }
        closedUntil = until
        reason = why
    }
}
