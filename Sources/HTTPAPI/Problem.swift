import HTTPTypes
import Hummingbird
import JobStore
import Jobs

/// An error as the client sees it: problem details (RFC 9457), with `code` and `error` beside them for clients of the
/// Elixir service that hookme replaces.
struct Problem: Error {
    var status: HTTPResponse.Status
    /// One sentence on what is wrong with this request.
    var detail: String
    var headers: HTTPFields = [:]

    static func badRequest(_ detail: String) -> Problem {
        Problem(status: .badRequest, detail: detail)
    }

    static func unprocessable(_ detail: String) -> Problem {
        Problem(status: .unprocessableContent, detail: detail)
    }

    static func methodNotAllowed(allow: String) -> Problem {
        Problem(status: .methodNotAllowed, detail: "method not allowed", headers: [.allow: allow])
    }

    static let routeNotFound = Problem(status: .notFound, detail: "route not found")
    static let taskNotFound = Problem(status: .notFound, detail: "task not found")
    static let tooLarge = Problem(
        status: .contentTooLarge, detail: "the body must not be larger than \(TaskRequest.maxBytes) bytes"
    )
    static let unsupportedMediaType = Problem(
        status: .unsupportedMediaType, detail: "the body must be application/json (curl: --json instead of -d)",
        headers: [.accept: "application/json"]
    )
    static let tooManyJobs = Problem(
        status: .tooManyRequests, detail: "max simultaneous jobs", headers: [.retryAfter: "5"]
    )
    static func refusedByGitHub(until: Timestamp) -> Problem {
        Problem(
            status: .serviceUnavailable,
            detail: "GitHub does not accept the credentials, so nothing is collected; asked again at \(until.iso8601)",
            headers: [.retryAfter: "60"]
        )
    }

    static let `internal` = Problem(status: .internalServerError, detail: "internal error; the log says more")

    func response() -> Response {
        var body = JSONObject()
        body.add("type", "about:blank")
        body.add("title", status.reasonPhrase)
        body.add("status", status.code)
        body.add("detail", detail)
        body.add("code", status.code)
        body.add("error", detail)
        var response = body.response(status, contentType: "application/problem+json")
        response.headers.append(contentsOf: headers)
        return response
    }
}

extension Problem {
    /// Why a job is not delivered again; nil when it is.
    init?(_ redelivery: Redelivery) {
        switch redelivery {
        case .queued: return nil
        case .unknown: self = .taskNotFound
        case .unfinished, .alreadyLive: self.init(status: .conflict, detail: redelivery.refusal ?? "")
        case .notKept: self.init(status: .gone, detail: redelivery.refusal ?? "")
        }
    }

    /// The one place where an error of the store becomes a status: whatever it is, nothing was stored or read.
    init(_ error: StoreError) {
        let retryAfter = error == .full ? "30" : "1"
        self.init(
            status: .serviceUnavailable, detail: "the store is unavailable: \(error)",
            headers: [.retryAfter: retryAfter]
        )
    }
}
