import HTTPTypes
import Hummingbird
import JobStore
import Jobs

@testable import HTTPAPI

extension Property {
    /// Everything small that a request carries: each line of the input as each of them.
    static let header = Property("header") { bytes in
        var input = Input(bytes)
        let (text, other) = (input.line(), input.line())
        try checkTrace(text)
        try checkMoment(text)
        try checkTag(text, of: other)
        try checkKey(text)
        try checkToken(text)
        try checkQuery(text)
        _ = (WebOrigin.isLoopback(text), RepositoryName.isValid(text, other))
    }

    private static func checkTrace(_ text: String) throws {
        guard let trace = TraceParent(text) else { return }
        try require(TraceParent(trace.text) == trace, "a trace that is sent on is the same trace")
        try require(trace.text.utf8.count == 55, "a trace is written in version 00")
    }

    private static func checkMoment(_ text: String) throws {
        guard let moment = Timestamp(rfc3339: text) else { return }
        guard moment.iso8601 >= "0000-01-01T00:00:00.001Z", moment.iso8601 < "9999-12-31T23:59:59.999Z" else { return }
        try require(Timestamp(rfc3339: moment.iso8601) == moment, "\(moment.iso8601) is the moment that was read")
    }

    private static func checkTag(_ list: String, of content: String) throws {
        let tag = EntityTag(of: content.utf8)
        _ = tag.isNamed(in: list)
        try require(tag.isNamed(in: "W/\(tag.text), \(list)"), "a tag is named where it stands first")
        if tag.isNamed(in: list) { try require(list.contains(tag.text) || list.contains("*"), "what names it has it") }
    }

    private static func checkKey(_ text: String) throws {
        guard let name = HTTPField.Name("idempotency-key") else { return }
        var headers = HTTPFields()
        headers[name] = text
        let key = try? IdempotencyKey(headers, of: .nobody)
        guard let key else { return }
        try require((1...255).contains(key.key.utf8.count), "a key is as long as it may be")
        let escaped = key.key.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        headers[name] = "\"\(escaped)\""
        let again = try? IdempotencyKey(headers, of: .nobody)
        try require(again == key, "a key in quotes is the same key")
    }

    private static func checkToken(_ text: String) throws {
        guard let entry = successful({ () throws(TokenEntryError) in try TokenEntry(text[...]) }) else { return }
        let again = successful { () throws(TokenEntryError) in try TokenEntry(entry.description[...]) }
        try require(again == entry, "an entry that is written is the entry that was read")
    }

    private static func checkQuery(_ text: String) throws {
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/tasks?" + text)
        let request = Request(head: head, body: RequestBody(buffer: .init()))
        do {
            let filter = try JobFilter(Query(request, known: JobFilter.parameters))
            try require(filter.username != nil || filter.repository == nil, "a repository is somebody's")
        } catch let problem as Problem {
            try require(problem.status.code == 400, "a query that is wrong is the client's fault")
            try require(problem.detail.isOneLine, "what is wrong is said on one line")
        }
    }
}

extension RepositoryName {
    fileprivate static func isValid(_ username: String, _ repository: String) -> Bool {
        successful { () throws(InvalidName) in try RepositoryName(username: username, repository: repository) } != nil
    }
}
