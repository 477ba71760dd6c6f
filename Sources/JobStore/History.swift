import GRDB
package import Jobs

/// What happened in a span of time.
package struct HistorySpan: Equatable, Sendable {
    package var begin: Timestamp
    package var accepted = 0
    package var completed = 0
    package var discarded = 0
    package var cancelled = 0
    /// Attempts, also those that discarded their job.
    package var failed = 0
    /// Of how many jobs the latencies are known: of those that were completed, but for what somebody sent again.
    package var latencies = 0
    /// From a job's acceptance to its completion; nil where that is known of none.
    package var meanLatency: Milliseconds?
    package var maxLatency: Milliseconds?

    package init(begin: Timestamp) {
        self.begin = begin
    }
}

extension [HistorySpan] {
    /// All of them as one, which begins with the first; nil of none.
    package var total: HistorySpan? {
        guard var total = first else { return nil }
        for span in dropFirst() {
            total.accepted += span.accepted
            total.completed += span.completed
            total.discarded += span.discarded
            total.cancelled += span.cancelled
            total.failed += span.failed
            guard let mean = span.meanLatency else { continue }
            let sum = (total.meanLatency?.count ?? 0) * Int64(total.latencies) + mean.count * Int64(span.latencies)
            total.latencies += span.latencies
            total.meanLatency = Milliseconds(sum / Int64(Swift.max(1, total.latencies)))
            total.maxLatency = [total.maxLatency, span.maxLatency].compactMap(\.self).max()
        }
        return total
    }
}

/// The last day, by the minute. Triggers count what happens; what stands still is noted here.
extension SQLiteStore {
    package func history(of spans: Int, length: Int, until now: Timestamp) async throws(StoreError) -> [HistorySpan] {
        try await read { db in try Self.history(of: spans, length: length, until: now, in: db) }
    }

    static func history(of spans: Int, length: Int, until now: Timestamp, in db: Database) throws -> [HistorySpan] {
        let last = minute(of: now) / Int64(length)
        let first = last - Int64(spans) + 1
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: historySQL),
            arguments: ["length": length, "from": first * Int64(length), "to": (last + 1) * Int64(length) - 1]
        )
        var history = (first...last).map { span in
            HistorySpan(begin: Timestamp(millisecondsSinceEpoch: span * Int64(length) * millisecondsInMinute))
        }
        for row in rows { history[Int(row[0] as Int64 - first)].fill(row) }
        return history
    }

    static let historySQL = """
        SELECT minute / :length AS span, sum(accepted), sum(completed), sum(discarded), sum(cancelled), sum(failed),
               sum(latencies), sum(latency_ms), max(latency_ms_max)
        FROM history WHERE minute BETWEEN :from AND :to GROUP BY span
        """

    package func countsHistory(of minutes: Int, until now: Timestamp) async throws(StoreError) -> [[JobState: Int]] {
        let last = Self.minute(of: now)
        let first = last - Int64(minutes) + 1
        return try await read { db in
            let known = try Self.lastCounts(before: first, in: db)
            var counts = [[JobState: Int]](repeating: known ?? [:], count: minutes)
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql:
                        "SELECT * FROM job_counts_history WHERE minute BETWEEN :from AND :to ORDER BY minute"
                ),
                arguments: ["from": first, "to": last]
            )
            while let row = try rows.next() {
                // As it stood then, until the next one.
                let place = Int(row["minute"] as Int64 - first)
                for later in place..<minutes { counts[later] = Self.counts(row) }
            }
            return counts
        }
    }

    package func keepHistory(at now: Timestamp) async throws(StoreError) {
        let minute = Self.minute(of: now)
        try await writer.write { db in
            for table in ["history", "job_counts_history"] {
                try db.cachedStatement(sql: "DELETE FROM \(table) WHERE minute < :before").execute(
                    arguments: ["before": minute - minutesKept]
                )
            }
            let isNoted = try Bool.fetchOne(
                db.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM job_counts_history WHERE minute > :since)"),
                arguments: ["since": minute - minutesUnnoted]
            )
            let counts = try Self.counts(in: db)
            // So that a daemon with nothing to do writes nothing, but for twice an hour.
            if isNoted == true, try counts == Self.lastCounts(before: minute + 1, in: db) { return }
            try db.cachedStatement(sql: noteCountsSQL).execute(arguments: ["minute": minute])
        }
    }

    private static func lastCounts(before minute: Int64, in db: Database) throws -> [JobState: Int]? {
        try Row.fetchOne(
            db.cachedStatement(
                sql:
                    "SELECT * FROM job_counts_history WHERE minute < :before ORDER BY minute DESC LIMIT 1"
            ),
            arguments: ["before": minute]
        ).map(counts)
    }

    private static func counts(_ row: Row) -> [JobState: Int] {
        Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, row[$0.rawValue]) })
    }

    private static func minute(of moment: Timestamp) -> Int64 {
        moment.millisecondsSinceEpoch / millisecondsInMinute
    }
}

private let millisecondsInMinute: Int64 = 60_000
/// A day, and an hour more, so that a day is whole whenever somebody looks.
private let minutesKept: Int64 = 25 * 60
private let minutesUnnoted: Int64 = 30

private let noteCountsSQL: String = {
    let columns = JobState.allCases.map(\.rawValue)
    let counts = JobState.allCases.map { "(SELECT jobs FROM job_counts WHERE state = '\($0.rawValue)')" }
    return """
        INSERT INTO job_counts_history (minute, \(columns.joined(separator: ", "))) VALUES (:minute, \(counts.joined(separator: ", ")))
        ON CONFLICT (minute) DO UPDATE SET \(columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
        """
}()

extension HistorySpan {
    fileprivate mutating func fill(_ row: Row) {
        (accepted, completed, discarded) = (row[1], row[2], row[3])
        (cancelled, failed) = (row[4], row[5])
        let (latencies, sum): (Int64, Int64) = (row[6], row[7])
        guard latencies > 0 else { return }
        self.latencies = Int(latencies)
        (meanLatency, maxLatency) = (Milliseconds(sum / latencies), Milliseconds(row[8]))
    }
}
