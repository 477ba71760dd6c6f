package import Jobs

/// How many jobs of each destination a claim may bring.
package struct Room: Equatable, Sendable {
    /// Of each that is not in `left`; nil: as many as there are.
    package var most: Int?
    package var left: [Destination: Int]
    /// How many held destinations may be tried; nil: all of them. Not negative.
    package var probes: Int?

    package init(most: Int? = nil, left: [Destination: Int] = [:], probes: Int? = nil) {
        self.most = most
        self.left = left
        self.probes = probes
    }

    /// Destinations of which none may come.
    package var full: Set<Destination> {
        Set(left.filter { $0.value <= 0 }.keys)
    }

    /// So many of `limit` jobs may come, even if all are of the one destination that has the least left.
    func share(of limit: Int) -> Int {
        left.values.filter { $0 > 0 }.reduce(min(limit, most ?? limit), min)
    }

    mutating func take(_ destination: Destination) {
        if let count = left[destination] ?? most { left[destination] = count - 1 }
    }
}

/// What a claim has brought.
package struct Claimed: Sendable {
    package var claims: [Claim] = []
    /// Destinations that were held, and of which jobs became `queued` by this claim: at most one of each is in it.
    package var released: Set<Destination> = []
    /// The queue is paused, so that nothing was looked at.
    package var isPaused = false
    /// Whether jobs are held still that the next claim releases.
    package var mayHaveLeftSome = false
}
