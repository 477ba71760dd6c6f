import CoreMetrics
import Outbound

/// What is asked of GitHub, and what need not be, for `/metrics`.
struct GitHubMetrics: Sendable {
    /// Where a page or a name was taken from.
    enum Source: String, CaseIterable {
        /// It had been read in this collection, or not long ago: no request.
        case kept
        /// GitHub said that it is still the one that is kept, which costs a token nothing (304).
        case confirmed
        case read
    }

    private let factory: any MetricsFactory
    private let pages: [Source: Counter]
    private let names: [Source: Counter]

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        func counters(_ name: String, _ sources: [Source]) -> [Source: Counter] {
            Dictionary(
                uniqueKeysWithValues: sources.map {
                    ($0, Counter(label: name, dimensions: [("source", $0.rawValue)], factory: factory))
                }
            )
        }
        pages = counters("hookme_github_pages_total", Source.allCases)
        names = counters("hookme_github_names_total", [.kept, .read])
    }

    /// - Parameter resource: what the request is taken from, as in the budget's families; `app`: a token for an installation.
    func asked(_ resource: String, _ result: Result<OutboundResponse, OutboundError>) {
        let answer =
            switch result {
            case .success(let response): Self.word(for: response.status)
            case .failure(let error): error.word
            }
        let dimensions = [("resource", resource), ("answer", answer)]
        Counter(label: "hookme_github_requests_total", dimensions: dimensions, factory: factory).increment()
    }

    func gotPage(_ source: Source) {
        pages[source]?.increment()
    }

    func gotNames(_ count: Int, _ source: Source) {
        names[source]?.increment(by: count)
    }

    /// The status where GitHub documents it, else its class: what a proxy on the way invents makes no series of its own.
    private static func word(for status: Int) -> String {
        let known = [
            200, 201, 204, 301, 302, 304, 307, 308, 401, 403, 404, 409, 410, 422, 429, 451, 500, 502, 503, 504,
        ]
        return known.contains(status) ? String(status) : "\(status / 100)xx"
    }
}

extension Gates.Budget {
    /// GitHub's own word for it (https://docs.github.com/en/rest/rate-limit/rate-limit).
    package var resource: String {
        switch self {
        case .core: "core"
        case .graphQL: "graphql"
        }
    }
}
