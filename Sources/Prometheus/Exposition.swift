/// Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats).
package struct Exposition {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var text = ""

    /// Begins a family, whose series follow.
    mutating func begin(_ family: Family) {
        text += "# HELP \(family.name) \(family.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n"
        text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
    }

    mutating func add(_ name: String, _ labels: String, _ value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    mutating func add(_ name: String, _ labels: Labels, _ distribution: Distribution) {
        let (cumulative, sum) = distribution.reading
        for (bound, count) in zip(distribution.bounds + [.infinity], cumulative) {
            add(name + "_bucket", labels.adding("le", Self.text(bound)), String(count))
        }
        add(name + "_sum", labels.text, Self.text(sum))
        add(name + "_count", labels.text, String(cumulative.last ?? 0))
    }

    /// A whole number without its `.0`, and what is none by the format's names for it.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
