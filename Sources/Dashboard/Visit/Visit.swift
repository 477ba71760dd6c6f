import HTTPAPI
import HTTPTypes
import Hummingbird
import Jobs
import Logging

/// A request for a page, and who has sent it.
struct Visit: Sendable {
    let request: Request
    let context: APIContext
    let caller: Caller
    /// What each form of this visitor carries, and no other's.
    let formToken: String
    /// What stands behind the `?`.
    let query: FormValues
    /// When the visitor has to sign in again.
    var endsAt = Timestamp.distantFuture

    var mayOperate: Bool {
        caller.scopes.contains(.operate)
    }

    /// Where this daemon is, as the visitor has called it.
    var site: String {
        "\(isSecure ? "https" : "http")://\(request.head.authority ?? "localhost")"
    }

    /// Whether the visitor's side of a proxy is TLS. We ourselves speak plain HTTP.
    var isSecure: Bool {
        request.isSecure
    }

    /// Writes into the log what this visitor has done.
    func note(_ message: Logger.Message, _ metadata: Logger.Metadata = [:]) {
        context.logger.notice(message, metadata: metadata.merging(["by": "\(caller.name)"]) { $1 })
    }

    /// Of `/dashboard/tasks/:id`.
    func jobID() throws(PageProblem) -> JobID {
        guard let number = context.parameters.get("id", as: Int64.self) else { throw .noSuchTask }
        return JobID(number)
    }
}

extension Request {
    var isSecure: Bool {
        guard let name = HTTPField.Name("x-forwarded-proto") else { return false }
        return headers[name]?.lowercased() == "https"
    }
}
