import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// Turns every error on the way of a request into a ``Problem``.
struct ProblemMiddleware: RouterMiddleware {
    let allowed: AllowedMethods
    /// Under overload thousands of requests a second are refused for one reason.
    private let warnings = Throttle()

    init(allowed: AllowedMethods) {
        self.allowed = allowed
    }

    func handle(
        _ request: Request, context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            if problem.status.kind == .serverError {
                let level: Logger.Level = warnings.isDue(problem.detail) ? .warning : .debug
                context.logger.log(level: level, "request refused", metadata: ["error": "\(problem.detail)"])
            }
            return problem.response()
        } catch let error as HTTPError where error.status == .notFound {
            let allow = allowed.allow(for: request.uri.path)
            return (allow.map(Problem.methodNotAllowed) ?? Problem.routeNotFound).response()
        } catch let error as any HTTPResponseError {
            return Problem(type: ProblemType(error.status), detail: error.status.reasonPhrase).response()
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return Problem.internal.response()
        }
    }
}

/// Lets the same text pass once a second.
private final class Throttle: Sendable {
    private let last = Mutex<(text: String, at: ContinuousClock.Instant)?>(nil)

    func isDue(_ text: String) -> Bool {
        last.withLock { last in
            let now = ContinuousClock.now
            if let last, last.text == text, now - last.at < .seconds(1) { return false }
            last = (text, now)
            return true
        }
    }
}
