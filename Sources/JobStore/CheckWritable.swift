import GRDB
import Synchronization

extension SQLiteStore {
    package func checkWritable() async throws(StoreError) {
        // Everybody may ask: each with a commit of its own would have the disk synced as often as anybody likes.
        guard !wroteWithinASecond else { return }
        // In the place of a task, where those are refused.
        try await writer.write(taskCount: 1) { db in
            try db.execute(
                sql: """
                    INSERT INTO meta (key, value) VALUES ('writable_at', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                    ON CONFLICT (key) DO UPDATE SET value = excluded.value
                    """
            )
        }
        wroteAt.withLock { $0 = .now }
    }

    private var wroteWithinASecond: Bool {
        wroteAt.withLock { $0.map { ContinuousClock.now - $0 < .seconds(1) } ?? false }
    }
}
