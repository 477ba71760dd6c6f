import Synchronization

/// Who is being read at this moment, so that nobody is read twice at once, however many collections want the same name.
final class NameFlights: Sendable {
    /// By login, who waits for it.
    private let waiters = Mutex<[String: [AsyncStream<Void>.Continuation]]>([:])

    /// Takes off with those whom nobody else is reading, and returns them. Each has to `end`.
    func begin(_ logins: [String]) -> Set<String> {
        waiters.withLock { waiters in
            let free = Set(logins).filter { waiters[$0] == nil }
            for login in free { waiters[login] = [] }
            return free
        }
    }

    func end(_ logins: Set<String>) {
        let done = waiters.withLock { waiters in
            logins.flatMap { waiters.removeValue(forKey: $0) ?? [] }
        }
        for waiter in done { waiter.finish() }
    }

    /// Returns when nobody is reading this one any more, whatever came of it, or when the task is cancelled.
    func wait(for login: String) async {
        let (end, waiter) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let isUnderWay = waiters.withLock { $0[login]?.append(waiter) != nil }
        guard isUnderWay else { return }
        for await _ in end {}
    }
}
