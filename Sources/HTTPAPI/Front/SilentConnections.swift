import NIOCore

/// Connections on which no byte has come yet, in the order of their arrival.
struct SilentConnections {
    private var channels: [Int: any Channel] = [:]
    private var oldest = 0
    private var next = 0

    /// - Returns: what stands for it here.
    mutating func add(_ channel: any Channel) -> Int {
        defer { next += 1 }
        channels[next] = channel
        return next
    }

    mutating func remove(_ number: Int) {
        channels[number] = nil
    }

    /// Takes the one out that has said nothing for longest. Nil: there is none.
    mutating func takeOldest() -> (any Channel)? {
        while oldest < next {
            defer { oldest += 1 }
            if let channel = channels.removeValue(forKey: oldest) { return channel }
        }
        return nil
    }
}
