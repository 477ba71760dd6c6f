import HTTPTypes

/// What kind of problem an answer tells of: the `type` of problem details (RFC 9457, section 3.1.1), which stays the same for good,
/// so that a client may decide by it. `docs/API.md` explains each.
struct ProblemType: Equatable, Sendable {
    /// Nil: no more is known than the status (`about:blank`).
    let name: String?
    let status: HTTPResponse.Status
    let title: String

    var uri: String {
        name.map { "urn:hookme:problem:\($0)" } ?? "about:blank"
    }

    private init(_ name: String, _ status: HTTPResponse.Status, _ title: String) {
        (self.name, self.status, self.title) = (name, status, title)
    }

    /// A status that needs no more words.
    init(_ status: HTTPResponse.Status) {
        (name, self.status, title) = (nil, status, status.reasonPhrase)
    }

    static let malformedRequest = ProblemType("malformed-request", .badRequest, "The request is not HTTP")
    static let requestTimeout = ProblemType("request-timeout", .requestTimeout, "The request did not come in time")
    static let uriTooLong = ProblemType("uri-too-long", .uriTooLong, "The target is too long")
    static let headTooLarge = ProblemType("head-too-large", .requestHeaderFieldsTooLarge, "The head is too large")
    static let overloaded = ProblemType("overloaded", .serviceUnavailable, "Too much is under way")
    static let invalidJSON = ProblemType("invalid-json", .badRequest, "The body is not JSON")
    static let missingField = ProblemType("missing-field", .badRequest, "A field is missing")
    static let invalidQuery = ProblemType("invalid-query", .badRequest, "The query is not understood")
    static let invalidTask = ProblemType("invalid-task", .unprocessableContent, "The task is not one")
    static let bodyTooLarge = ProblemType("body-too-large", .contentTooLarge, "The body is too large")
    static let unsupportedMediaType = ProblemType(
        "unsupported-media-type", .unsupportedMediaType, "The body is not JSON")
    static let routeNotFound = ProblemType("route-not-found", .notFound, "There is no such route")
    static let methodNotAllowed = ProblemType("method-not-allowed", .methodNotAllowed, "The route has no such method")
    static let taskNotFound = ProblemType("task-not-found", .notFound, "There is no such task")
    static let payloadNotFound = ProblemType("payload-not-found", .notFound, "No payload is kept")
    static let destinationNotFound = ProblemType(
        "destination-not-found", .notFound, "There is no such destination")
    static let wrongState = ProblemType("wrong-state", .conflict, "The task's state does not allow it")
    static let taskIsLive = ProblemType("task-is-live", .conflict, "Another job does this task")
    static let payloadNotKept = ProblemType("payload-not-kept", .gone, "The payload is kept no longer")
    static let keyInUse = ProblemType(
        "idempotency-key-in-use", .conflict, "The first request with this key is under way")
    static let keyReused = ProblemType(
        "idempotency-key-reused", .unprocessableContent, "The key belongs to another request")
    static let invalidKey = ProblemType("invalid-idempotency-key", .badRequest, "The idempotency key is not one")
    static let unauthorized = ProblemType("unauthorized", .unauthorized, "A token is needed")
    static let forbidden = ProblemType("forbidden", .forbidden, "The token does not allow it")
    static let foreignPage = ProblemType("foreign-page", .forbidden, "A page of another site has asked")
    static let tooManyJobs = ProblemType("too-many-jobs", .tooManyRequests, "As many jobs are live as may be")
    static let tooManyRequests = ProblemType("too-many-requests", .tooManyRequests, "The token's requests are spent")
    static let storeUnavailable = ProblemType(
        "store-unavailable", .serviceUnavailable, "Nothing can be stored or read now")
    static let githubRefuses = ProblemType("github-refuses", .serviceUnavailable, "GitHub refuses the credentials")
    static let internalError = ProblemType("internal-error", .internalServerError, "hookme has failed")

    static let all = [
        malformedRequest, requestTimeout, uriTooLong, headTooLarge, overloaded,
        invalidJSON, missingField, invalidQuery, invalidTask, bodyTooLarge, unsupportedMediaType, routeNotFound,
        methodNotAllowed, taskNotFound, payloadNotFound, destinationNotFound, wrongState, taskIsLive, payloadNotKept,
        keyInUse, keyReused,
        invalidKey, unauthorized, forbidden, foreignPage, tooManyJobs, tooManyRequests, storeUnavailable, githubRefuses,
        internalError,
    ]
}
