/// What tells one series of a family from the others, as it stands in an exposition: `state="queued",stage="collect"`.
struct Labels: Hashable, Comparable, Sendable {
    let text: String

    static let none = Labels([])

    /// - Parameter dimensions: a dotted name is called by its last part: `http.route` is `route`.
    init(_ dimensions: [(String, String)]) {
        text = dimensions.map { name, value in
            let last = name.split(separator: ".").last.map(String.init) ?? name
            return "\(Family.sanitised(last))=\"\(Self.escaped(value))\""
        }.joined(separator: ",")
    }

    /// With one more, which is how a bucket names its bound.
    func adding(_ name: String, _ value: String) -> String {
        (text.isEmpty ? "" : text + ",") + "\(name)=\"\(value)\""
    }

    static func < (one: Labels, other: Labels) -> Bool {
        one.text < other.text
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
