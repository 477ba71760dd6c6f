/// A value that is read when somebody asks for it, and not counted as it changes.
package struct Sample: Sendable {
    /// The family's name.
    package var name: String
    package var labels: [(String, String)]
    package var value: Double

    package init(_ name: String, _ value: Double, _ labels: [(String, String)] = []) {
        self.name = name
        self.labels = labels
        self.value = value
    }

    package init(_ name: String, _ value: some BinaryInteger, _ labels: [(String, String)] = []) {
        self.init(name, Double(value), labels)
    }
}
