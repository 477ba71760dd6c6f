import Jobs
import TestSupport
import Workers

let start = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)

extension Job {
    static func fixture(failures: Int, stage: Stage = .collect) throws -> Job {
        Job(
            id: JobID(7), webhookID: "msg_7", name: try .fixture(), destination: .default, state: .running,
            stage: stage, runAt: start, runReason: .enqueued, attempts: failures + 1, failures: failures,
            deferrals: 0, crashes: 0, lastError: nil, createdAt: start, finishedAt: nil
        )
    }
}

extension Claim {
    static func fixture(failures: Int, stage: Stage = .collect, isProbe: Bool = false) throws -> Claim {
        Claim(job: try .fixture(failures: failures, stage: stage), token: "token", claimedAt: start, isProbe: isProbe)
    }
}

extension JobExecutor {
    /// Runs an attempt and records it.
    func execute(_ claim: Claim) async {
        await record(attempt(claim))
    }
}
