import HTTPTypes
import JobStore
import Jobs
import Testing

@testable import HTTPAPI

struct StoreFailureTests {
    @Test(arguments: [
        (StoreError.full, "the disk is full", "30"),
        (.atMaxBytes, "the database has reached its limit (DATABASE_MAX_BYTES)", "30"),
        (.busy, "another program holds the database's lock", "1"),
        (.overloaded, "too many writes wait for the database", "1"),
        (.broken("disk I/O error"), "the database cannot be relied on: disk I/O error", "1"),
    ])
    func `whoever needs a store that fails is told why and when to come again`(
        error: StoreError, reason: String, retryAfter: String
    ) async throws {
        let api = try API(storeFailsWith: error)
        let answers = [
            try await api.send(.post, "/tasks", body: #"{"username":"octocat","repository":"a"}"#),
            try await api.send(.get, "/tasks/1"),
            try await api.send(.get, "/readyz"),
        ]
        let problem = ProblemBody(.storeUnavailable, "the store is unavailable: \(reason)")
        for answer in answers {
            #expect(answer.status == 503)
            #expect(answer.headers[.retryAfter] == retryAfter)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(try answer.decoded() == problem)
        }
        #expect(api.rings.all.isEmpty)
    }

    @Test func `a process whose store fails still lives`() async throws {
        let answer = try await API(storeFailsWith: .broken("disk I/O error")).send(.get, "/livez")
        #expect(answer.status == 200 && answer.body == #"{"status":"ok"}"#)
    }

    @Test func `a process whose store can be written is ready`() async throws {
        let answer = try await API().send(.get, "/readyz")
        #expect(answer.status == 200 && answer.body == #"{"status":"ok"}"#)
    }
}
