import GRDB
package import Jobs

extension SQLiteStore {
    package func freeze(_ payload: FrozenPayload, for claim: Claim) async throws(StoreError) {
        try await writer.write { db in
            let stage = try db.cachedStatement(
                sql: """
                    UPDATE jobs SET stage = 'deliver'
                    WHERE id = :id AND state = 'running' AND attempts = :attempt AND claim_token = :token
                      AND (stage = 'collect' OR NOT EXISTS (SELECT 1 FROM payloads WHERE job_id = :id))
                    """
            )
            try stage.execute(arguments: claim.fence)
            guard db.changesCount == 1 else { throw StoreError.claimLost(claim.job.id) }

            let insert = try db.cachedStatement(
                // A payload is there already only if an operator has put the stage back to `collect`.
                sql: """
                    INSERT INTO payloads (job_id, body, collected_at_ms) VALUES (:id, :body, :collected_at)
                    ON CONFLICT (job_id) DO UPDATE SET body = :body, collected_at_ms = :collected_at
                    """
            )
            try insert.execute(
                arguments: [
                    "id": claim.job.id.number, "body": payload.body,
                    "collected_at": payload.collectedAt.millisecondsSinceEpoch,
                ]
            )
            CrashPoint.freezing.pass(claim.job)
        }
    }

    package func payload(of id: JobID) async throws(StoreError) -> FrozenPayload? {
        try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT body, collected_at_ms FROM payloads WHERE job_id = :id")
            return try Row.fetchOne(statement, arguments: ["id": id.number]).map { row in
                FrozenPayload(
                    body: row["body"], collectedAt: Timestamp(millisecondsSinceEpoch: row["collected_at_ms"])
                )
            }
        }
    }
}
