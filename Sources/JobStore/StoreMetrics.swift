import CoreMetrics

/// What the store counts as it works, for `/metrics`.
struct StoreMetrics: Sendable {
    private let batchSize: Recorder
    private let commit: Timer
    private let busyRetries: Counter
    private let failures: [String: Counter]

    init(_ factory: any MetricsFactory) {
        batchSize = Recorder(label: "hookme_commit_batch_size", factory: factory)
        commit = Timer(label: "hookme_commit_seconds", factory: factory)
        busyRetries = Counter(label: "hookme_store_busy_retries_total", factory: factory)
        let errors: [StoreError] = [.busy, .full, .atMaxBytes, .overloaded, .broken("")]
        let names = errors.compactMap(\.failureName)
        failures = Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, Counter(label: "hookme_store_failures_total", dimensions: [("error", $0)], factory: factory))
            }
        )
    }

    /// - Parameter duration: of the transaction, from its begin to the end of its sync.
    func committed(_ writes: Int, in duration: Duration) {
        batchSize.record(writes)
        commit.recordSeconds(duration / .seconds(1))
    }

    func failed(_ writes: Int, _ error: StoreError) {
        error.failureName.map { failures[$0]?.increment(by: writes) }
    }

    func retriedBusy() {
        busyRetries.increment()
    }
}

extension StoreError {
    /// Nil for what says nothing of the store itself.
    fileprivate var failureName: String? {
        switch self {
        case .busy: "busy"
        case .full: "full"
        case .atMaxBytes: "at_max_bytes"
        case .overloaded: "overloaded"
        case .broken: "broken"
        case .claimLost, .refused, .cancelled: nil
        }
    }
}
