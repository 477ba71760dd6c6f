/// Why a task's own destination is not connected to. Shows nothing of it: there may be a password in it.
package enum DestinationRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong
    case notHTTP
    case credentials
    case fragment
    case port
    case host
    /// WEBHOOK_ALLOW is empty.
    case noneAllowed
    case notAllowed
    case forbidden(ForbiddenRange)

    /// Follows a name for the destination.
    package var description: String {
        switch self {
        case .tooLong: "must not be longer than \(DestinationURL.maxBytes) bytes"
        case .notHTTP: "must be an http or https URL, such as https://example.com/path"
        case .credentials: "must not contain a user name or a password"
        case .fragment: "must not have a fragment"
        case .port: "must have a port from 1 to 65535, or none"
        case .host:
            "must name its host in ASCII (punycode for other scripts), or by an IPv4 or IPv6 address in its usual form"
        case .noneAllowed: "cannot be a task's own: WEBHOOK_ALLOW is empty"
        case .notAllowed: "is at a host that WEBHOOK_ALLOW does not list"
        case .forbidden(let range): "leads to \(range), which WEBHOOK_ALLOW does not list"
        }
    }
}
