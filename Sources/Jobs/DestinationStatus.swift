/// How a destination stands.
package struct DestinationStatus: Equatable, Sendable {
    /// Whether one of its jobs is tried while it is held.
    package enum Probe: Equatable, Sendable {
        case never
        case at(Timestamp)
        case underWay(JobID)
    }

    /// For so long after its last failure it is remembered, unless it is held by hand or jobs wait for it: 90 days.
    package static let lifetime: Milliseconds = 7_776_000_000

    package var destination: Destination
    /// Nil: it is open, and takes deliveries.
    package var hold: HoldReason?
    /// Since when it is held, or was last.
    package var heldAt: Timestamp?
    /// The jobs that wait for its release.
    package var heldJobs: Int
    package var probe: Probe
    /// Probes that failed since it is held.
    package var probes: Int
    /// Different jobs whose deliveries have failed one after another.
    package var failingJobs: Int
    /// What last went wrong, as a sentence.
    package var lastError: String?

    package init(
        destination: Destination, hold: HoldReason?, heldAt: Timestamp?, heldJobs: Int, probe: Probe, probes: Int,
        failingJobs: Int = 0, lastError: String?
    ) {
        self.destination = destination
        self.hold = hold
        self.heldAt = heldAt
        self.heldJobs = heldJobs
        self.probe = probe
        self.probes = probes
        self.failingJobs = failingJobs
        self.lastError = lastError
    }
}

extension DestinationStatus.Probe {
    /// `in 30 s`, `now (job 7)` or `never`.
    package func words(at now: Timestamp) -> String {
        switch self {
        case .never: "never"
        case .underWay(let job): "now (job \(job))"
        case .at(let moment): "in \(max(0, (moment - now).count + 999) / 1000) s"
        }
    }
}
