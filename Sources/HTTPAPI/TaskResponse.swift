import HTTPTypes
import Hummingbird
import Jobs

/// A job as the API shows it: the same words as the columns of `jobs`.
struct TaskResponse {
    var job: Job
    /// Why it does not run; nil where it does, or nobody has asked.
    var waiting: Waiting?
    var ok: String?

    func response(_ status: HTTPResponse.Status) -> Response {
        var response = body.response(status)
        response.headers[.location] = location
        return response
    }

    var location: String { "/tasks/\(job.id)" }

    var body: JSONObject {
        var body = JSONObject()
        body.add("ok", ok)
        body.add("id", job.id.number)
        body.add("username", job.name.username)
        body.add("repository", job.name.repository)
        if case .url(let url) = job.destination { body.add("webhook_url", url) }
        body.add("priority", job.priority)
        if let maxRetries = job.maxRetries { body.add("max_retries", maxRetries) }
        body.add("state", job.state.rawValue)
        body.add("stage", job.stage.rawValue)
        // When it runs next, or last did, and why it waits until then.
        body.add("run_at", job.runAt.iso8601)
        body.add("run_reason", job.runReason.rawValue)
        body.add("attempts", job.attempts)
        body.add("failures", job.failures)
        body.add("deferrals", job.deferrals)
        body.add("crashes", job.crashes)
        body.add("error_class", job.lastError?.errorClass.rawValue)
        body.add("last_error", job.lastError?.message)
        body.add("created_at", job.createdAt.iso8601)
        body.add("finished_at", job.finishedAt?.iso8601)
        body.add("webhook_id", job.webhookID)
        body.add("traceparent", job.traceparent)
        if let waiting { body.add("waiting", waiting.body) }
        return body
    }
}

extension Waiting {
    fileprivate var body: JSONObject {
        var body = JSONObject()
        body.add("for", need.rawValue)
        body.add("why", sentence)
        body.add("until", until?.iso8601)
        return body
    }
}
