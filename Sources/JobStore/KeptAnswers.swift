import GRDB
package import Jobs

/// How an enqueue's answer is kept: in the same transaction as the jobs, so that there are never those without it.
package struct AnswerKeeping: Sendable {
    package var key: IdempotencyKey
    package var createdAt: Timestamp
    /// What is answered; nil when nothing came of the tasks, so that the request may be made again.
    package var answer: @Sendable ([Enqueued]) -> KeptAnswer?

    package init(
        key: IdempotencyKey, createdAt: Timestamp, answer: @escaping @Sendable ([Enqueued]) -> KeptAnswer?
    ) {
        self.key = key
        self.createdAt = createdAt
        self.answer = answer
    }
}

extension SQLiteStore {
    package func keptAnswer(_ key: IdempotencyKey) async throws(StoreError) -> KeptAnswer? {
        try await read { db in
            let statement = try db.cachedStatement(sql: Self.keptAnswerSQL)
            return try Row.fetchOne(statement, arguments: ["client": key.client, "key": key.key]).map { row in
                KeptAnswer(fingerprint: row[0], status: row[1], location: row[2], body: row[3])
            }
        }
    }

    static let keptAnswerSQL = """
        SELECT fingerprint, status, location, answer FROM idempotency_keys WHERE client = :client AND key = :key
        """

    static func keep(_ keeping: AnswerKeeping, _ enqueued: [Enqueued], in db: Database) throws {
        guard let answer = keeping.answer(enqueued) else { return }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO idempotency_keys (client, key, fingerprint, status, location, answer, created_at_ms)
                VALUES (:client, :key, :fingerprint, :status, :location, :answer, :created_at)
                """
        )
        try statement.execute(
            arguments: [
                "client": keeping.key.client, "key": keeping.key.key, "fingerprint": answer.fingerprint,
                "status": answer.status, "location": answer.location, "answer": answer.body,
                "created_at": keeping.createdAt.millisecondsSinceEpoch,
            ]
        )
    }
}
