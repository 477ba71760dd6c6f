package import Jobs

/// One collection's way through GitHub: since when it goes on, and what it spends.
package struct Reading: Sendable {
    /// What GitHub has said since then need not be asked again: a collection goes on where an earlier attempt stopped.
    package let since: Timestamp
    package let meter: RequestMeter

    package init(since: Timestamp, meter: RequestMeter) {
        self.since = since
        self.meter = meter
    }
}
