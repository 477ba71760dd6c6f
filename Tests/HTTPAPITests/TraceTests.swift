import HTTPTypes
import TestSupport
import Testing
import Tracing

struct TraceTests {
    private static let body = #"{"username":"octocat","repository":"Hello-World"}"#

    @Test func `a request is a span under its sender's, and the enqueue one under that`() async throws {
        let tracer = RecordingTracer()
        let api = try API(tracer: tracer)
        let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        #expect(try await api.send(.post, "/tasks", body: Self.body, traceparent: given).status == 202)

        let request = try #require(tracer.span("POST /tasks"))
        #expect(request.trace == "4bf92f3577b34da6a3ce929d0e0e4736" && request.parent == "00f067aa0ba902b7")
        #expect(request.kind == .server)
        let enqueue = try #require(tracer.span("enqueue"))
        #expect(enqueue.parent == request.id && enqueue.trace == request.trace && enqueue.kind == .producer)
    }

    @Test func `a request that is refused is a span too, and nothing is enqueued in it`() async throws {
        let tracer = RecordingTracer()
        #expect(try await API(tracer: tracer).send(.post, "/tasks", body: "[]").status == 422)
        #expect(tracer.ended.map(\.name) == ["POST /tasks"])
    }
}
