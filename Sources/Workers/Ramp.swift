import Jobs

/// How many jobs of a destination may be under way while it comes back after it was held: one at first, and one more with each
/// delivery that is accepted, so that they double with each wave (the slow start of RFC 5681, section 3.1). One that fails
/// begins it anew.
struct Ramp {
    /// Destinations that are not yet back.
    private(set) var limits: [Destination: Int] = [:]

    /// When one of its jobs is tried, and before anybody can know that it is accepted.
    mutating func begin(_ destination: Destination) {
        limits[destination] = 1
    }

    /// - Parameters:
    ///   - delivery: what a job that was not the one that was tried has shown.
    ///   - workers: with so many it is back.
    mutating func note(_ delivery: DeliveryVerdict, of destination: Destination, workers: Int) {
        guard let limit = limits[destination] else { return }
        let next = delivery == .accepted ? limit + 1 : 1
        limits[destination] = next < workers ? next : nil
    }
}
