import GRDB
package import Jobs

extension SQLiteStore {
    @discardableResult
    package func record(
        _ outcome: Outcome, report: AttemptReport, of claim: Claim, at now: Timestamp
    ) async throws(StoreError) -> DestinationChange? {
        try await writer.write { [holdPolicy, keepsFinishedPayloads] db in
            let transition = Transition(outcome, at: now)
            try Self.move(claim, by: transition, in: db)
            if transition.finishedAt != nil, !keepsFinishedPayloads {
                try Self.dropPayload(of: claim.job.id.number, in: db)
            }
            try Self.insert(outcome, report, of: claim, into: db)
            let change = try Self.noteDelivery(report, of: claim, outcome.error, holdPolicy, at: now, in: db)
            if case .held = change { CrashPoint.holding.pass(claim.job) }
            CrashPoint.recording.pass(claim.job)
            return change
        }
    }

    private static func move(_ claim: Claim, by transition: Transition, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE jobs
                SET state = :state, run_at_ms = coalesce(:run_at, run_at_ms), run_reason = coalesce(:reason, run_reason),
                    failures = failures + :failures, deferrals = deferrals + :deferrals,
                    error_class = iif(:keeps_error, error_class, :error_class),
                    last_error = iif(:keeps_error, last_error, :error),
                    finished_at_ms = :finished_at, claim_token = NULL, claimed_at_ms = NULL
                WHERE id = :id AND state = 'running' AND attempts = :attempt AND claim_token = :token
                """
        )
        try statement.execute(arguments: claim.fence &+ transition.arguments)
        guard db.changesCount == 1 else { throw StoreError.claimLost(claim.job.id) }
    }

    private static func insert(
        _ outcome: Outcome, _ report: AttemptReport, of claim: Claim, into db: Database
    ) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO attempts
                       (job_id, attempt, result, stage, started_at_ms, duration_ms, http_status, requests,
                        error_class, error, answer)
                VALUES (:id, :attempt, :result, :stage, :started_at, :duration, :http_status, :requests,
                        :error_class, :error, :answer)
                """
        )
        try statement.execute(
            arguments: [
                "id": claim.job.id.number, "attempt": claim.job.attempts, "result": outcome.result.rawValue,
                "stage": report.stage.rawValue, "started_at": report.startedAt.millisecondsSinceEpoch,
                "duration": report.duration?.count, "http_status": report.httpStatus, "requests": report.requests,
                "error_class": outcome.error?.errorClass.rawValue, "error": outcome.error?.message,
                "answer": report.answer,
            ]
        )
    }
}

/// What an outcome changes in the job's row.
private struct Transition {
    var state: JobState
    var runAt: Timestamp?
    var reason: RunReason?
    var failures = 0
    var deferrals = 0
    var error: AttemptError?
    var keepsError = false
    var finishedAt: Timestamp?

    init(_ outcome: Outcome, at now: Timestamp) {
        switch outcome {
        case .complete:
            state = .completed
            finishedAt = now
        case .retry(let at, let why, let what):
            (state, runAt, reason, failures, error) = (.queued, at, why, 1, what)
        case .defer(let until, let why, let what):
            (state, runAt, reason, deferrals, error) = (.queued, until, why, 1, what)
        case .hold(let what):
            // Due from now on: behind all that wait already, so that one which fails always is in nobody's way.
            (state, runAt, reason, deferrals, error) = (.held, now, .held, 1, what)
        case .release:
            (state, runAt, reason, keepsError) = (.queued, now, .shutdown, true)
        case .discard(let what):
            (state, failures, error, finishedAt) = (.discarded, 1, what, now)
        }
    }

    var arguments: StatementArguments {
        [
            "state": state.rawValue, "run_at": runAt?.millisecondsSinceEpoch, "reason": reason?.rawValue,
            "failures": failures, "deferrals": deferrals, "keeps_error": keepsError,
            "error_class": error?.errorClass.rawValue, "error": error?.message,
            "finished_at": finishedAt?.millisecondsSinceEpoch,
        ]
    }
}
