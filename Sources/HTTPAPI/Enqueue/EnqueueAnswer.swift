import HTTPTypes
import Hummingbird
import JobStore
import Jobs

/// What a client is told of its tasks.
struct EnqueueAnswer {
    private let status: HTTPResponse.Status
    private let location: String?
    private let body: JSONObject

    /// Of one task; nil for one that was not accepted.
    init?(_ enqueued: Enqueued) {
        guard let (status, task) = enqueued.accepted else { return nil }
        (self.status, location, body) = (status, task.location, task.body)
    }

    /// Of a batch: each task's own status, with the job or the problem that an answer to it alone would have had.
    ///
    /// - Parameter enqueued: what became of those that are valid, in their order.
    init(_ jobs: [Result<NewJob, Problem>], _ enqueued: [Enqueued]) {
        var rest = enqueued.makeIterator()
        let results = jobs.map { job -> JSONObject in
            switch job {
            case .success: rest.next().map(Self.result) ?? Self.result(.internal)
            case .failure(let problem): Self.result(problem)
            }
        }
        var body = JSONObject()
        body.add("results", results)
        (status, location, self.body) = (.ok, nil, body)
    }

    var response: Response {
        var response = body.response(status)
        response.headers[.location] = location
        return response
    }

    func kept(for request: KeyedRequest) -> KeptAnswer {
        KeptAnswer(fingerprint: request.fingerprint, status: status.code, location: location, body: body.text)
    }

    private static func result(_ enqueued: Enqueued) -> JSONObject {
        guard let (status, task) = enqueued.accepted else { return result(.tooManyJobs) }
        var result = JSONObject()
        result.add("status", status.code)
        result.add("task", task.body)
        return result
    }

    private static func result(_ problem: Problem) -> JSONObject {
        var result = JSONObject()
        result.add("status", problem.status.code)
        result.add("problem", problem.body)
        return result
    }
}

extension Enqueued {
    fileprivate var accepted: (HTTPResponse.Status, TaskResponse)? {
        let ok = "task successfully scheduled"
        return switch self {
        case .created(let job): (.accepted, TaskResponse(job: job, ok: ok))
        case .existing(let job): (.ok, TaskResponse(job: job, ok: ok))
        case .limitReached: nil
        }
    }
}
