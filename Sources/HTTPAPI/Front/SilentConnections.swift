/// Connections on which no byte has come yet, in the order of their arrival.
struct SilentConnections<Connection> {
    private var connections: [Int: Connection] = [:]
    /// Of those that are here, or the number of the next one.
    private(set) var oldest = 0
    private var next = 0

    /// - Returns: what stands for it here.
    mutating func add(_ connection: Connection) -> Int {
        defer { next += 1 }
        connections[next] = connection
        return next
    }

    mutating func remove(_ number: Int) {
        connections[number] = nil
        // With each that goes, so that nobody has to walk over all that have come in months.
        while oldest < next, connections[oldest] == nil { oldest += 1 }
    }

    /// Takes the one out that has said nothing for longest. Nil: there is none.
    mutating func takeOldest() -> Connection? {
        guard let connection = connections[oldest] else { return nil }
        remove(oldest)
        return connection
    }
}
