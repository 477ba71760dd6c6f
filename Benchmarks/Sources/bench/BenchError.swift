/// A measurement that could not be made.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A round that went wrong in a way that says nothing about the next one. It is made again.
struct RejectedRound: Error {
    let reason: String
}
