import Jobs
import Outbound
import Tracing

/// What an attempt leaves in the trace that its task belongs to.
///
/// Where there is a tracer, a span for each of its parts, which the task's own request, or what posted it, is the parent of; the
/// requests of a part carry what the tracer says of that. Without one they carry the `traceparent` that came with the task.
struct AttemptTrace: Sendable {
    private let tracer: (any Tracer)?
    private let traceParent: String?
    private let context: InstrumentationContext

    init(of job: Job, _ tracer: (any Tracer)?) {
        self.tracer = tracer
        traceParent = job.traceparent
        var context = InstrumentationContext.topLevel
        tracer?.extract(Self.headers(traceParent), into: &context, using: HeaderFields())
        self.context = context
    }

    private init(_ other: AttemptTrace, _ context: InstrumentationContext) {
        (tracer, traceParent, self.context) = (other.tracer, other.traceParent, context)
    }

    /// Does one part of the attempt, or all of it.
    func part<Value, Failure>(
        _ name: String, _ kind: SpanKind = .internal, _ attributes: SpanAttributes = [:],
        _ work: (AttemptTrace) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        guard let tracer else {
            guard traceParent != nil else { return try await work(self) }
            return try await sending(Self.headers(traceParent)) { () throws(Failure) in try await work(self) }
        }
        let span: any Span = tracer.startSpan(name, context: context, ofKind: kind)
        span.attributes = attributes
        defer { span.end() }
        var headers = Self.headers(traceParent)
        tracer.inject(span.context, into: &headers, using: HeaderFields())
        let part = AttemptTrace(self, span.context)
        do {
            return try await sending(headers) { () throws(Failure) in try await work(part) }
        } catch {
            // The error itself is in the job's history, in words that are fit for everybody.
            span.setStatus(SpanStatus(code: .error))
            throw error
        }
    }

    private func sending<Value, Failure>(
        _ headers: [String: String], _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await TraceHeaders.$current.withValue(headers) {
            do throws(Failure) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func headers(_ traceParent: String?) -> [String: String] {
        traceParent.map { ["traceparent": $0] } ?? [:]
    }
}

private struct HeaderFields: Extractor, Injector {
    func extract(key: String, from headers: [String: String]) -> String? {
        headers[key.lowercased()]
    }

    func inject(_ value: String, forKey key: String, into headers: inout [String: String]) {
        headers[key.lowercased()] = value
    }
}
