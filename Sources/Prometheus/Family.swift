/// The series that share a name: what they count, and what tells them apart.
package struct Family: Equatable, Sendable {
    package enum Kind: String, Sendable {
        /// Only grows, until the process ends.
        case counter
        case gauge
        case histogram
    }

    /// As Prometheus has it: in base units, of which it ends with the name (https://prometheus.io/docs/practices/naming).
    package var name: String
    package var kind: Kind
    /// One sentence for whoever finds it in a dashboard.
    package var help: String
    /// What tells its series apart. Each has few values, none of which a client can choose.
    package var labels: [String]
    /// Of a histogram: the upper bounds of its buckets, ascending; beyond the last there is one more.
    package var buckets: [Double]
    /// What others report it as through swift-metrics, where that is no name for Prometheus.
    package var alias: String?

    package static func counter(
        _ name: String, by labels: [String] = [], of alias: String? = nil, _ help: String
    ) -> Family {
        Family(name: name, kind: .counter, help: help, labels: labels, buckets: [], alias: alias)
    }

    package static func gauge(
        _ name: String, by labels: [String] = [], of alias: String? = nil, _ help: String
    ) -> Family {
        Family(name: name, kind: .gauge, help: help, labels: labels, buckets: [], alias: alias)
    }

    package static func histogram(
        _ name: String, by labels: [String] = [], upTo buckets: [Double], of alias: String? = nil, _ help: String
    ) -> Family {
        Family(name: name, kind: .histogram, help: help, labels: labels, buckets: buckets, alias: alias)
    }

    /// One that nobody has described, since a library reports it and we do not know of it: under the nearest name that
    /// Prometheus takes.
    init(undescribed label: String, _ kind: Kind, unit: String = "") {
        let name = Self.sanitised(label)
        let suffix = kind == .counter ? "_total" : unit
        self.init(
            name: name.hasSuffix(suffix) ? name : name + suffix, kind: kind,
            help: "Reported by a library as \(label).", labels: [],
            buckets: kind == .histogram ? Self.defaultBuckets : [], alias: label
        )
    }

    private init(name: String, kind: Kind, help: String, labels: [String], buckets: [Double], alias: String?) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.buckets = buckets
        self.alias = alias
    }

    private static let defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// Letters, digits and underscores, of which the first is no digit
    /// (https://prometheus.io/docs/concepts/data_model).
    static func sanitised(_ text: String) -> String {
        let name = String(text.unicodeScalars.map { $0.isNamePart ? Character($0) : "_" })
        guard let first = name.first, !first.isNumber else { return "_" + name }
        return name
    }
}

extension Unicode.Scalar {
    fileprivate var isNamePart: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }
}
