import HTTPTypes
import Hummingbird
import Jobs

/// A job as the API shows it: the same words as the columns of `jobs`.
struct TaskResponse: Encodable {
    var ok: String?
    var id: Int64
    var username: String
    var repository: String
    var state: String
    var stage: String
    /// When it runs next, or last did.
    var runAt: String
    /// Why it waits until then.
    var runReason: String
    var attempts: Int
    var failures: Int
    var deferrals: Int
    var crashes: Int
    var errorClass: String?
    var lastError: String?
    var createdAt: String
    var finishedAt: String?
    var webhookId: String

    init(_ job: Job, ok: String? = nil) {
        self.ok = ok
        id = job.id.number
        username = job.name.username
        repository = job.name.repository
        state = job.state.rawValue
        stage = job.stage.rawValue
        runAt = job.runAt.iso8601
        runReason = job.runReason.rawValue
        attempts = job.attempts
        failures = job.failures
        deferrals = job.deferrals
        crashes = job.crashes
        errorClass = job.lastError?.errorClass.rawValue
        lastError = job.lastError?.message
        createdAt = job.createdAt.iso8601
        finishedAt = job.finishedAt?.iso8601
        webhookId = job.webhookID
    }

    func response(_ status: HTTPResponse.Status) throws -> Response {
        var response = try JSON.response(status, self)
        response.headers[.location] = "/tasks/\(id)"
        return response
    }
}
