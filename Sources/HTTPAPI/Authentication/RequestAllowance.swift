import Jobs
import Synchronization

/// How many requests each name may still make: a bucket of one minute's requests, that fills up again evenly.
final class RequestAllowance: Sendable {
    let perMinute: Int
    private let now: WallClock
    /// By name. Names come from the configuration, so that there are only so many.
    private let buckets = Mutex<[String: Bucket]>([:])

    private struct Bucket {
        var requests: Double
        var filledAt: Timestamp
    }

    init(perMinute: Int, now: @escaping WallClock) {
        self.perMinute = perMinute
        self.now = now
    }

    /// Takes one request from the name's bucket.
    ///
    /// - Returns: how long until there is one again; nil when there was one.
    func take(for name: String) -> Milliseconds? {
        let now = now()
        let perMillisecond = Double(perMinute) / 60_000
        return buckets.withLock { buckets in
            var bucket = buckets[name] ?? Bucket(requests: Double(perMinute), filledAt: now)
            // A clock that is set back fills nothing.
            let elapsed = max(0, now.millisecondsSinceEpoch - bucket.filledAt.millisecondsSinceEpoch)
            bucket.requests = min(Double(perMinute), bucket.requests + Double(elapsed) * perMillisecond)
            bucket.filledAt = now
            let isEnough = bucket.requests >= 1
            if isEnough { bucket.requests -= 1 }
            buckets[name] = bucket
            return isEnough ? nil : Milliseconds(Int64(((1 - bucket.requests) / perMillisecond).rounded(.up)))
        }
    }
}
