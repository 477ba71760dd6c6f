import HTTPTypes
import Hummingbird
import Jobs
import Tracing

/// A span for each request, under whatever posted it.
struct RequestTrace: RouterMiddleware {
    let tracer: any Tracer

    func handle(
        _ request: Request, context: APIContext, next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var parent = InstrumentationContext.topLevel
        tracer.extract(request.headers, into: &parent, using: HeaderFields())
        let span: any Span = tracer.startSpan(request.method.rawValue, context: parent, ofKind: .server)
        defer { span.end() }
        let response = try await InstrumentationContext.$current.withValue(span.context) {
            try await next(request, context)
        }
        if let route = context.endpointPath { span.operationName = "\(request.method) \(route)" }
        span.attributes["http.response.status_code"] = response.status.code
        return response
    }
}

extension Tracer {
    /// A span for the acceptance of a task, which everything that is done for it has as its parent.
    ///
    /// - Parameter work: gets what is kept with the job.
    func enqueue<Value>(_ work: (TraceParent?) async throws -> Value) async throws -> Value {
        let span = startSpan("enqueue", context: .current ?? .topLevel, ofKind: .producer)
        defer { span.end() }
        var headers = HTTPFields()
        inject(span.context, into: &headers, using: HeaderFields())
        do {
            return try await work(TraceParent(headers))
        } catch {
            span.setStatus(SpanStatus(code: .error))
            throw error
        }
    }
}

extension TraceParent {
    /// What a request, or a carrier that a tracer has filled, says. Nil where it says nothing, or what is not understood.
    init?(_ headers: HTTPFields) {
        guard let name = HTTPField.Name("traceparent"), let text = headers[name] else { return nil }
        self.init(text)
    }
}

private struct HeaderFields: Extractor, Injector {
    func extract(key: String, from headers: HTTPFields) -> String? {
        HTTPField.Name(key).flatMap { headers[$0] }
    }

    func inject(_ value: String, forKey key: String, into headers: inout HTTPFields) {
        if let name = HTTPField.Name(key) { headers[name] = value }
    }
}
