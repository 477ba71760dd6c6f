import Foundation
import JobStore
import Jobs
import Outbound

/// Where a list of tasks is read, as a path with its parameters.
struct TaskListPath {
    let text: String

    init(_ filter: JobFilter, limit: Int) {
        let pairs: [(String, String?)] = [
            ("state", filter.state?.rawValue), ("username", filter.username), ("repository", filter.repository),
            ("error_class", filter.errorClass?.rawValue), ("created_after", filter.createdAfter?.iso8601),
            ("created_before", filter.createdBefore?.iso8601), ("limit", String(limit)),
        ]
        // None of these words has a character that would need to be escaped but the colon, which may stand there.
        text = "/tasks?" + pairs.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "&")
    }

    /// What the `Link` header of a part leads to (RFC 8288); nil at the end.
    static func next(in response: OutboundResponse) -> String? {
        guard let link = response.header("link"), link.contains("rel=\"next\""), let open = link.firstIndex(of: "<"),
            let close = link[open...].firstIndex(of: ">")
        else { return nil }
        let target = link[link.index(after: open)..<close]
        return target.hasPrefix("/tasks?") ? String(target) : nil
    }
}
