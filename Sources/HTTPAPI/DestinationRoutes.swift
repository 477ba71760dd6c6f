import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import Logging

/// Where results go: which destinations are held, and what an operator does with them.
struct DestinationRoutes: Sendable {
    let store: any Store
    let now: WallClock
    let jobQueued: @Sendable (Timestamp) -> Void

    /// So many are shown, those that are held first.
    static let mostShown = 1000

    /// `GET /destinations`: those that have failed or been held. A URL is shown whole, as it is of a task.
    @Sendable func list(_ request: Request, _: APIContext) async throws(Problem) -> Response {
        _ = try Query(request)
        let all = try await asking { () throws(StoreError) in try await store.destinations(limit: Self.mostShown) }
        var body = JSONObject()
        body.add("destinations", all.map(\.body))
        return body.response(.ok)
    }

    /// `POST /destinations/hold`: 200 once nothing more is delivered there; 404 for one that no job has, unless it is forced.
    @Sendable func hold(_ request: Request, _ context: APIContext) async throws -> Response {
        let (destination, isForced) = try await Self.destination(of: request)
        if !isForced { try await requireKnown(destination) }
        let isNew = try await asking { () throws(StoreError) in try await store.hold(destination, at: now()) }
        if isNew {
            context.logger.notice("destination held", metadata: ["destination": "\(destination.publicText)"])
        }
        var body = Self.body(destination, "held")
        body.add("changed", isNew)
        return body.response(.ok)
    }

    /// `POST /destinations/release`: 200 once its jobs go on, and when it was not held.
    @Sendable func release(_ request: Request, _ context: APIContext) async throws -> Response {
        let (destination, _) = try await Self.destination(of: request)
        let jobs = try await asking { () throws(StoreError) in try await store.release(destination) }
        var body = Self.body(destination, "open")
        body.add("changed", jobs != nil)
        guard let jobs else {
            try await requireKnown(destination)
            return body.response(.ok)
        }
        // Who sleeps since nothing was to be claimed looks again.
        jobQueued(.distantPast)
        context.logger.notice("destination released", metadata: ["destination": "\(destination.publicText)"])
        body.add("released_jobs", jobs)
        return body.response(.ok)
    }

    private static func destination(of request: Request) async throws -> (Destination, isForced: Bool) {
        let json = try await RequestBody.json(of: request, maxBytes: DestinationRequest.maxBytes)
        let body = try DestinationRequest.decode(json)
        return (try body.value(), body.force ?? false)
    }

    private static func body(_ destination: Destination, _ state: String) -> JSONObject {
        var body = JSONObject()
        body.add("destination", destination.text)
        body.add("state", state)
        return body
    }

    private func requireKnown(_ destination: Destination) async throws(Problem) {
        let isKnown = try await asking { () throws(StoreError) in try await store.knows(destination) }
        guard isKnown else { throw .destinationNotFound }
    }

    private func asking<Value>(_ verb: () async throws(StoreError) -> Value) async throws(Problem) -> Value {
        do {
            return try await verb()
        } catch {
            throw Problem(error)
        }
    }
}

extension DestinationStatus {
    /// The same words as the columns of `destinations`.
    var body: JSONObject {
        var body = JSONObject()
        body.add("destination", destination.text)
        body.add("state", hold == nil ? "open" : "held")
        body.add("reason", hold?.rawValue)
        body.add("held_jobs", heldJobs)
        body.add("held_at", heldAt?.iso8601)
        switch probe {
        case .never: break
        case .at(let moment): body.add("probe_at", moment.iso8601)
        case .underWay(let job): body.add("probe_job", job.number)
        }
        body.add("probes", probes)
        body.add("last_error", lastError)
        return body
    }
}

extension Problem {
    fileprivate static let destinationNotFound = Problem(
        type: .destinationNotFound, detail: "no job has this destination, and it has never been held"
    )
}
