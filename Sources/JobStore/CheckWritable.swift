import GRDB
import Synchronization

extension SQLiteStore {
    package func checkWritable() async throws(StoreError) {
        // Everybody may ask: each with a commit of its own would have the disk synced as often as anybody likes.
        let failures = writer.failures
        guard !hasWrittenWithinASecond(failures) else { return }
        // In the place of a task, where those are refused.
        try await writer.write(taskCount: 1) { db in
            try db.execute(
                sql: """
                    INSERT INTO meta (key, value) VALUES ('writable_at', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                    ON CONFLICT (key) DO UPDATE SET value = excluded.value
                    """
            )
        }
        lastCheck.withLock { $0 = (.now, failures) }
    }

    /// And no write has failed since.
    private func hasWrittenWithinASecond(_ failures: Int) -> Bool {
        lastCheck.withLock { last in
            last.map { ContinuousClock.now - $0.at < .seconds(1) && $0.failures == failures } ?? false
        }
    }
}
