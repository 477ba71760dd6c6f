import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import NIOCore

/// An error as the client sees it: problem details (RFC 9457), with `code` and `error` beside them for clients of the
/// Elixir service that hookme replaces.
package struct Problem: Error {
    var type: ProblemType
    /// One sentence on what is wrong with this request.
    package var detail: String
    var headers: HTTPFields = [:]

    var status: HTTPResponse.Status { type.status }

    static func missing(_ field: String) -> Problem {
        Problem(type: .missingField, detail: "field \(field) is required")
    }

    static func invalidTask(_ detail: String) -> Problem {
        Problem(type: .invalidTask, detail: detail)
    }

    static func invalidQuery(_ parameter: String, _ detail: String) -> Problem {
        Problem(type: .invalidQuery, detail: "\(parameter) \(detail)")
    }

    static func methodNotAllowed(allow: String) -> Problem {
        Problem(type: .methodNotAllowed, detail: "method not allowed", headers: [.allow: allow])
    }

    static let routeNotFound = Problem(type: .routeNotFound, detail: "route not found")
    static let taskNotFound = Problem(type: .taskNotFound, detail: "task not found")
    static let payloadNotFound = Problem(
        type: .payloadNotFound, detail: "no payload is kept: none was collected yet, or it is kept no longer"
    )
    static func tooLarge(_ maxBytes: Int) -> Problem {
        Problem(type: .bodyTooLarge, detail: "the body must not be larger than \(maxBytes) bytes")
    }
    static let unsupportedMediaType = Problem(
        type: .unsupportedMediaType, detail: "the body must be application/json (curl: --json instead of -d)",
        headers: [.accept: "application/json"]
    )
    static let tooManyJobs = Problem(
        type: .tooManyJobs, detail: "max simultaneous jobs", headers: [.retryAfter: "5"]
    )
    static func refusedByGitHub(until: Timestamp) -> Problem {
        Problem(
            type: .githubRefuses,
            detail: "GitHub does not accept the credentials, so nothing is collected; asked again at \(until.iso8601)",
            headers: [.retryAfter: "60"]
        )
    }

    static let `internal` = Problem(type: .internalError, detail: "internal error; the log says more")

    static let contentType = "application/problem+json"

    func response() -> Response {
        var response = body.response(status, contentType: Self.contentType)
        response.headers.append(contentsOf: headers)
        return response
    }

    var body: JSONObject {
        var body = JSONObject()
        body.add("type", type.uri)
        body.add("title", type.title)
        body.add("status", status.code)
        body.add("detail", detail)
        body.add("code", status.code)
        body.add("error", detail)
        return body
    }
}

extension Problem {
    /// Why a verb did nothing with a job.
    init(_ refusal: Refusal) {
        let detail = "\(refusal)"
        switch refusal {
        case .unknown: self = .taskNotFound
        case .wrongState: self.init(type: .wrongState, detail: detail)
        case .alreadyLive: self.init(type: .taskIsLive, detail: detail)
        case .notKept: self.init(type: .payloadNotKept, detail: detail)
        }
    }

    /// The one place where an error of the store becomes a status: whatever it is, nothing was stored or read.
    init(_ error: StoreError) {
        let retryAfter = error == .full || error == .atMaxBytes ? "30" : "1"
        self.init(
            type: .storeUnavailable, detail: "the store is unavailable: \(error)",
            headers: [.retryAfter: retryAfter]
        )
    }
}
