import CoreMetrics

/// What receivers answer, and how long they take for it, for `/metrics`.
struct DeliveryMetrics: Sendable {
    private let deliveries: [Answer: Counter]
    private let duration: Timer

    init(_ factory: any MetricsFactory) {
        deliveries = Dictionary(
            uniqueKeysWithValues: Answer.allCases.map { answer in
                let dimensions = [("answer", answer.rawValue)]
                return (answer, Counter(label: "hookme_deliveries_total", dimensions: dimensions, factory: factory))
            }
        )
        duration = Timer(label: "hookme_delivery_seconds", factory: factory)
    }

    func delivered(_ answer: Answer, in time: Duration) {
        deliveries[answer]?.increment()
        // What was never sent, or cut off by us, says nothing of the receiver.
        if answer != .refused, answer != .cancelled { duration.recordSeconds(time / .seconds(1)) }
    }

    enum Answer: String, CaseIterable {
        case informational = "1xx"
        case success = "2xx"
        case redirect = "3xx"
        case clientError = "4xx"
        case serverError = "5xx"
        case timeout
        /// It took nothing or said nothing for too long.
        case stalled
        case unreachable
        /// The connection did not last.
        case interrupted
        /// Nothing was sent: the destination may not be connected to.
        case refused
        /// The daemon was stopped, or the job cancelled, before an answer came.
        case cancelled

        init(_ error: DeliveryError) {
            self =
                switch error {
                case .status(let status, _, _): Self(status: status)
                case .timeout: .timeout
                case .stalled: .stalled
                case .unreachable: .unreachable
                case .interrupted: .interrupted
                case .invalidDestination, .forbidden: .refused
                case .cancelled: .cancelled
                }
        }

        private init(status: Int) {
            self = Self(rawValue: "\(status / 100)xx") ?? .serverError
        }
    }
}
