import Jobs
import Loopback
import TestSupport
import Testing
import Tracing
import Workers

/// Which trace the requests of an attempt belong to.
@Suite(.timeLimit(.minutes(1)))
struct TraceTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let given = "00-\(trace)-00f067aa0ba902b7-01"

    private func headers(_ exchanges: [Exchange], _ name: String = "traceparent") -> [String?] {
        exchanges.map { exchange in
            let all = exchange.headers.filter { $0.name.lowercased() == name }.map(\.value)
            return all.isEmpty ? nil : all.joined(separator: " and ")
        }
    }

    @Test func `without a tracer, each request carries what came with the task`() async throws {
        try await Workshop.open { workshop in
            var claim = try await workshop.addAndClaim()
            claim.job.traceparent = Self.given
            await workshop.executor.execute(claim)
            #expect(try await workshop.job(claim.job.id).state == .completed)
            #expect(headers(workshop.github.log.exchanges) == [Self.given, Self.given])
            #expect(headers(workshop.receiver.log.exchanges) == [Self.given])
        }
    }

    @Test func `a task without a trace is sent without one, also after one that has one`() async throws {
        try await Workshop.open { workshop in
            for traceparent in [Self.given, nil] {
                var claim = try await workshop.addAndClaim()
                claim.job.traceparent = traceparent
                await workshop.executor.execute(claim)
            }
            #expect(headers(workshop.receiver.log.exchanges) == [Self.given, nil])
        }
    }

    @Test func `with a tracer, each part is a span under the task's, and its requests are under that`() async throws {
        let tracer = RecordingTracer()
        try await Workshop.open(tracer: tracer) { workshop in
            var claim = try await workshop.addAndClaim()
            claim.job.traceparent = Self.given
            await workshop.executor.execute(claim)

            let attempt = try #require(tracer.span("attempt"))
            let collect = try #require(tracer.span("collect"))
            let deliver = try #require(tracer.span("deliver"))
            #expect(attempt.trace == Self.trace && attempt.parent == "00f067aa0ba902b7" && attempt.kind == .consumer)
            #expect(collect.parent == attempt.id && deliver.parent == attempt.id)
            #expect(Set(tracer.ended.map(\.trace)) == [Self.trace] && tracer.ended.count == 3)
            #expect(tracer.ended.allSatisfy { !$0.isError })
            // Once, and the tracer's.
            let collecting = "00-\(Self.trace)-\(collect.id)-01"
            #expect(headers(workshop.github.log.exchanges) == [collecting, collecting])
            #expect(headers(workshop.receiver.log.exchanges) == ["00-\(Self.trace)-\(deliver.id)-01"])
            #expect(headers(workshop.receiver.log.exchanges, "tracestate") == ["hookme=\(deliver.id)"])
        }
    }

    @Test func `a part that fails is an error in the trace, and the attempt has its span all the same`() async throws {
        let tracer = RecordingTracer()
        try await Workshop.open(tracer: tracer) { workshop in
            workshop.receiver.faults.add(.status(503), times: 1)
            await workshop.executor.execute(try await workshop.addAndClaim())
            #expect(tracer.span("deliver")?.isError == true && tracer.span("collect")?.isError == false)
            let attempt = try #require(tracer.span("attempt"))
            #expect(attempt.parent == nil && tracer.span("deliver")?.trace == attempt.trace)
        }
    }
}
