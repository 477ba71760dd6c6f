import HTTPTypes
import JobStore
import Jobs
import Testing

@testable import HTTPAPI

struct MethodTests {
    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, HTTPRequest.Method("QUERY"),
        HTTPRequest.Method("get"),
    ].compactMap(\.self)

    @Test(arguments: [
        ("/tasks", "GET, HEAD, POST"), ("/tasks/1", "DELETE, GET, HEAD"), ("/tasks/1/attempts", "GET, HEAD"),
        ("/tasks/1/payload", "GET, HEAD"), ("/tasks/1/retry", "POST"), ("/tasks/1/cancel", "POST"),
        ("/tasks/1/redeliver", "POST"), ("/queue/pause", "POST"), ("/queue/resume", "POST"), ("/stats", "GET, HEAD"),
        ("/livez", "GET, HEAD"), ("/readyz", "GET, HEAD"),
    ])
    func `another method is told what is allowed`(path: String, allow: String) async throws {
        let api = try API()
        let allowed = allow.split(separator: ", ").map(String.init)
        for method in Self.methods where !allowed.contains(method.rawValue) {
            let answer = try await api.send(method, path, body: "{}")
            #expect(answer.status == 405, "\(method)")
            #expect(answer.headers[.allow] == allow, "\(method)")
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(try answer.decoded() == ProblemBody(.methodNotAllowed, "method not allowed"))
        }
        #expect(try await api.store.counts()[.queued] == 0)
    }

    @Test(arguments: ["/tasks", "/tasks/1", "/tasks/1/attempts", "/stats", "/livez", "/readyz"])
    func `HEAD answers as GET does, without the body`(path: String) async throws {
        let api = try API()
        try await api.post()
        let get = try await api.send(.get, path)
        let head = try await api.send(.head, path)
        #expect(get.status == 200 && head.status == 200)
        #expect(head.body.isEmpty && !get.body.isEmpty)
        #expect(head.headers[.contentType] == get.headers[.contentType])
        #expect(head.headers[.contentLength] == get.headers[.contentLength])
        #expect(head.headers[.contentLength] == String(get.body.utf8.count))
    }
}
