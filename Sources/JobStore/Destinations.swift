import GRDB
package import Jobs

/// So many jobs of a held destination at most are counted for whoever only wants to know how it stands.
package let mostJobsCounted = 10_000

/// Destinations as people ask for them, and hold and release them by hand.
extension SQLiteStore {
    package func heldDestinations() async throws(StoreError) -> [DestinationStatus] {
        try await read { db in
            try Self.destinations("WHERE state = 'held'", countingJobsUpTo: mostJobsCounted, in: db)
        }
    }

    package func destinations(limit: Int) async throws(StoreError) -> [DestinationStatus] {
        try await read { db in try Self.destinations(atMost: limit, countingJobsUpTo: mostJobsCounted, in: db) }
    }

    package func status(of destination: Destination) async throws(StoreError) -> DestinationStatus? {
        try await read { db in try Self.status(of: destination, in: db) }
    }

    static func status(of destination: Destination, in db: Database) throws -> DestinationStatus? {
        try destinations(
            "WHERE destination = :destination", ["destination": destination.text], countingJobsUpTo: mostJobsCounted,
            in: db
        ).first
    }

    package func knows(_ destination: Destination) async throws(StoreError) -> Bool {
        try await read { db in try Self.knows(destination, in: db) }
    }

    /// Looks at every job where none has it: nothing is held so often that it would need an index.
    static func knows(_ destination: Destination, in db: Database) throws -> Bool {
        guard destination != .default else { return true }
        return try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM destinations WHERE destination = :destination)
                        OR EXISTS (SELECT 1 FROM jobs WHERE destination = :destination)
                    """
            ),
            arguments: ["destination": destination.text]
        ) ?? false
    }

    package func hold(_ destination: Destination, at now: Timestamp) async throws(StoreError) -> Bool {
        try await writer.write { db in try Self.hold(destination, at: now, in: db) }
    }

    package func release(_ destination: Destination) async throws(StoreError) -> Int? {
        try await writer.write { db in try Self.release(destination, countingJobsUpTo: mostJobsCounted, in: db) }
    }

    /// Those that are held first.
    ///
    /// - Parameters:
    ///   - condition: which of them, with what it names in `arguments`.
    ///   - most: of them; nil for all.
    ///   - limit: of the jobs of each that are counted; nil for all.
    static func destinations(
        _ condition: String = "", _ arguments: StatementArguments = [:], atMost most: Int? = nil,
        countingJobsUpTo limit: Int? = nil, in db: Database
    ) throws -> [DestinationStatus] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT destination, state, reason, held_at_ms, probe_at_ms, probe_job, probes, failing_jobs,
                       last_error,
                       (SELECT count(*) FROM (SELECT 1 FROM jobs WHERE jobs.state = 'held'
                                                AND jobs.destination = destinations.destination LIMIT :limit)) AS held_jobs
                FROM destinations \(condition)
                ORDER BY state = 'open', destination LIMIT :most
                """
        )
        // A negative limit is none (sqlite.org/lang_select.html#limitoffset).
        return try Row.fetchAll(statement, arguments: arguments &+ ["limit": limit ?? -1, "most": most ?? -1]).map(
            status)
    }

    private static func status(_ row: Row) throws -> DestinationStatus {
        let isHeld = row["state"] as String == "held"
        let probe: DestinationStatus.Probe =
            if !isHeld {
                .never
            } else if let job = row["probe_job"] as Int64? {
                .underWay(JobID(job))
            } else {
                JobRow.moment(row["probe_at_ms"]).map { .at($0) } ?? .never
            }
        return DestinationStatus(
            destination: Destination(text: row["destination"]),
            hold: isHeld ? (row["reason"] as String?).flatMap(HoldReason.init(rawValue:)) : nil,
            heldAt: JobRow.moment(row["held_at_ms"]), heldJobs: row["held_jobs"], probe: probe, probes: row["probes"],
            failingJobs: row["failing_jobs"], lastError: row["last_error"]
        )
    }

    /// What is held for another reason is from now on held for this one, and tried no more: a probe that is under way
    /// releases nothing.
    static func hold(_ destination: Destination, at now: Timestamp, in db: Database) throws -> Bool {
        try db.cachedStatement(
            sql: """
                INSERT INTO destinations (destination, state, reason, held_at_ms, noted_at_ms)
                VALUES (:destination, 'held', 'manual', :now, :now)
                ON CONFLICT (destination) DO UPDATE
                SET state = 'held', reason = 'manual', held_at_ms = iif(state = 'held', held_at_ms, :now),
                    noted_at_ms = :now, probe_at_ms = NULL, probe_job = NULL
                WHERE state = 'open' OR reason <> 'manual'
                """
        ).execute(arguments: ["destination": destination.text, "now": now.millisecondsSinceEpoch])
        return db.changesCount > 0
    }

    /// - Parameter limit: of the jobs that are counted; nil for all.
    static func release(
        _ destination: Destination, countingJobsUpTo limit: Int? = nil, in db: Database
    ) throws -> Int? {
        let place: StatementArguments = ["destination": destination.text]
        try db.cachedStatement(
            sql: "UPDATE destinations SET state = 'open' WHERE destination = :destination AND state = 'held'"
        ).execute(arguments: place)
        guard db.changesCount > 0 else { return nil }
        return try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = 'held' AND destination = :destination LIMIT :limit)
                    """
            ),
            arguments: place &+ ["limit": limit ?? -1]
        )
    }
}
