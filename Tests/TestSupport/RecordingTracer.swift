import Synchronization
package import Tracing

/// Keeps the spans that have ended, and writes and reads `traceparent` as a real tracer does: one trace for each root, and ids
/// that count up.
package final class RecordingTracer: Tracer {
    package struct Ended: Equatable, Sendable {
        package var name: String
        package var kind: SpanKind
        /// 32 and 16 hexadecimal digits.
        package var trace: String
        package var id: String
        package var parent: String?
        package var isError: Bool
    }

    private struct State {
        var lastID = 0
        var ended: [Ended] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var ended: [Ended] {
        state.withLock(\.ended)
    }

    /// The only span of that name; nil where there is none, or more.
    package func span(_ name: String) -> Ended? {
        let named = ended.filter { $0.name == name }
        return named.count == 1 ? named.first : nil
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> RecordingSpan {
        var context = context()
        let parent = context[PlaceKey.self]
        let id = state.withLock { state in
            state.lastID += 1
            return Self.hex(state.lastID, digits: 16)
        }
        let trace = parent?.trace ?? Self.hex(0xABC, digits: 16) + id
        context[PlaceKey.self] = Place(trace: trace, id: id)
        let start = Ended(name: operationName, kind: kind, trace: trace, id: id, parent: parent?.id, isError: false)
        return RecordingSpan(start, context) { [self] ended in state.withLock { $0.ended.append(ended) } }
    }

    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let parts = extractor.extract(key: "traceparent", from: carrier)?.split(separator: "-").map(String.init) ?? []
        if parts.count == 4 { context[PlaceKey.self] = Place(trace: parts[1], id: parts[2]) }
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let place = context[PlaceKey.self] else { return }
        injector.inject("00-\(place.trace)-\(place.id)-01", forKey: "traceparent", into: &carrier)
        injector.inject("hookme=\(place.id)", forKey: "tracestate", into: &carrier)
    }

    private static func hex(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}

private struct Place: Sendable {
    var trace: String
    var id: String
}

private enum PlaceKey: InstrumentationContextKey {
    typealias Value = Place
}

package final class RecordingSpan: Span {
    package let context: InstrumentationContext
    private let state: Mutex<(span: RecordingTracer.Ended, attributes: SpanAttributes, hasEnded: Bool)>
    private let finish: @Sendable (RecordingTracer.Ended) -> Void

    init(
        _ start: RecordingTracer.Ended, _ context: InstrumentationContext,
        finish: @escaping @Sendable (RecordingTracer.Ended) -> Void
    ) {
        self.context = context
        self.finish = finish
        state = Mutex((start, [:], false))
    }

    package var operationName: String {
        get { state.withLock { $0.span.name } }
        set { state.withLock { $0.span.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    package var isRecording: Bool { true }

    package func setStatus(_ status: SpanStatus) {
        state.withLock { $0.span.isError = status.code == .error }
    }

    package func addEvent(_ event: SpanEvent) {}
    package func addLink(_ link: SpanLink) {}

    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let span = state.withLock { state in
            defer { state.hasEnded = true }
            return state.hasEnded ? nil : state.span
        }
        if let span { finish(span) }
    }
}
