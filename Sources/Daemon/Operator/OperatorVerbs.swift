import HTTPAPI
import JobStore
import Jobs

/// What an operator does with a daemon, by whichever way: in its database's file (``DatabaseOperator``), or by its API
/// (``APIOperator``). Commands know no more than this.
protocol OperatorVerbs: Sendable {
    /// The jobs that meet a filter, the newest first.
    ///
    /// - Returns: up to `limit`, and whether these are all.
    func jobs(matching filter: JobFilter, limit: Int) async throws(Failure) -> (jobs: [Job], isAll: Bool)

    /// Those of some jobs that are there.
    func jobs(_ ids: [JobID]) async throws(Failure) -> [Job]

    /// Nil: there is no such job.
    func explanation(of id: JobID) async throws(Failure) -> Explanation?

    /// Does something with a job.
    ///
    /// - Returns: nil once it is done, or why it is not.
    func change(_ id: JobID, _ verb: JobVerb) async throws(Failure) -> String?

    /// - Returns: since when the queue is paused.
    func pause() async throws(Failure) -> Timestamp

    /// - Returns: whether the queue was paused.
    func resume() async throws(Failure) -> Bool

    /// Every destination that has failed or been held, those that are held first.
    func destinations() async throws(Failure) -> [DestinationStatus]

    /// - Parameter isForced: also where no job has it.
    func hold(_ destination: Destination, isForced: Bool) async throws(Failure) -> HoldAnswer

    func release(_ destination: Destination) async throws(Failure) -> ReleaseAnswer

    /// Accepts tasks, and answers each, in their order, as `POST /tasks` would.
    func enqueue(_ tasks: [TaskRequest]) async throws(Failure) -> [EnqueueAnswer]

    func stats() async throws(Failure) -> StatsReport
}

/// What is done with a job, and what is said once it is.
enum JobVerb: String, CaseIterable {
    case retry
    case cancel
    case redeliver
    case delete

    var done: String {
        switch self {
        case .retry: "is queued, due now"
        case .cancel: "is cancelled"
        case .redeliver: "is queued to be delivered again"
        case .delete: "is deleted"
        }
    }
}

enum HoldAnswer: Equatable {
    case held
    /// By hand, before.
    case heldAlready
    /// No job has it.
    case unknown
}

enum ReleaseAnswer: Equatable {
    /// So many jobs that were held go on.
    case released(jobs: Int)
    case notHeld
    /// No job has it.
    case unknown
}

/// What became of a task.
enum EnqueueAnswer: Equatable {
    case created(Job)
    /// A live job did the same already.
    case existing(Job)
    /// Nothing was stored, for this reason.
    case refused(String)

    var job: Job? {
        switch self {
        case .created(let job), .existing(let job): job
        case .refused: nil
        }
    }
}

/// A job, and all that is known of why it is where it is.
struct Explanation: Sendable {
    var job: Job
    /// The finished ones, the first one first.
    var attempts: [Attempt]
    /// Nil where it runs, or is finished.
    var waiting: Waiting?
    /// How its destination stands; nil where it has never failed nor been held.
    var destination: DestinationStatus?
    /// Whether a daemon is there to run it. Nil where that cannot be told.
    var hasDaemon: Bool?
    /// Where its payload can be had, without a slash at the end.
    var site: String
    /// Whether that wants a token.
    var needsToken: Bool
}
