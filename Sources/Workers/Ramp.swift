import Jobs

/// How many jobs of a destination may be under way while it comes back after it was held: one at first, and one more with each
/// delivery that is accepted, so that they double with each wave; each that fails halves them (the slow start of RFC 5681,
/// section 3.1, and its way back).
struct Ramp {
    private struct Climb {
        var limit = 1
        var accepted = 0
        /// All the workers may: it is known still, since a long backlog is released in many steps, of which only the first begins one.
        var isBack = false
    }

    private var climbs: [Destination: Climb] = [:]

    var destinations: [Destination] {
        Array(climbs.keys)
    }

    /// Of those that are not yet back.
    var limits: [Destination: Int] {
        climbs.filter { !$1.isBack }.mapValues(\.limit)
    }

    /// With the claim that releases their jobs. Those that have begun go on, unless all that they had is over since they were back.
    ///
    /// - Parameter isIdle: whether nothing is under way of a destination.
    mutating func begin(_ released: Set<Destination>, isIdle: (Destination) -> Bool) {
        for destination in released where climbs[destination].map({ $0.isBack && isIdle(destination) }) ?? true {
            climbs[destination] = Climb()
        }
    }

    /// - Parameters:
    ///   - delivery: what an attempt has shown.
    ///   - most: with so many it is back, and after twice as many that were accepted, however many were not.
    mutating func note(_ delivery: DeliveryVerdict, of destination: Destination, most: Int) {
        guard var climb = climbs[destination] else { return }
        if delivery == .accepted {
            climb.limit = min(most, climb.limit + 1)
            climb.accepted += 1
        } else {
            climb = Climb(limit: max(1, climb.limit / 2), accepted: climb.isBack ? 0 : climb.accepted)
        }
        climb.isBack = climb.isBack || climb.limit >= most || climb.accepted >= 2 * most
        climbs[destination] = climb
    }

    /// When nothing of them is left to do.
    mutating func end(_ idle: [Destination]) {
        for destination in idle { climbs[destination] = nil }
    }
}
