import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Turns every error on the way of a request into a ``Problem``.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            if problem.status.kind == .serverError {
                context.logger.warning("request refused", metadata: ["error": "\(problem.detail)"])
            }
            return try problem.response()
        } catch is NIOTooManyBytesError {
            return try Problem.tooLarge.response()
        } catch let error as HTTPError where error.status == .notFound {
            return try Problem.routeNotFound.response()
        } catch let error as any HTTPResponseError {
            return try Problem(status: error.status, detail: error.status.reasonPhrase).response()
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return try Problem.internal.response()
        }
    }
}
