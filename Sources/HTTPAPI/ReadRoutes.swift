import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import Logging
import NIOCore

/// What can be read of jobs.
struct ReadRoutes: Sendable {
    let store: any Store
    let now: WallClock
    let collectionClosure: @Sendable (Timestamp) -> GateClosure?
    let workers: @Sendable () -> (busy: Int, all: Int)

    /// `GET /tasks`: the newest first, with a `Link` to the next part for as long as there may be one.
    @Sendable func list(_ request: Request, _: APIContext) async throws -> Response {
        let query = try Query(request, known: JobFilter.parameters + ["before", "limit"])
        let filter = try JobFilter(query)
        let before = try query.number("before", in: 1...Int64.max)
        let limit = try query.number("limit", in: 1...200) ?? 50
        let page = try await asking { () throws(StoreError) in
            try await store.jobs(matching: filter, before: before.map(JobID.init), limit: Int(limit))
        }
        var body = JSONObject()
        body.add("tasks", page.jobs.map { object($0) })
        var response = body.response(.ok)
        if let next = page.next, let link = HTTPField.Name("link") {
            response.headers[link] = "<\(Self.url(of: request, before: next))>; rel=\"next\""
        }
        return response
    }

    /// `GET /tasks/{id}`. With `?wait=` seconds it answers when the job is final, or with an `If-None-Match` when it is shown
    /// differently, and otherwise when the time is over.
    @Sendable func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let id = try context.jobID()
        let known = request.headers[.ifNoneMatch]
        let seconds = try Query(request, known: ["wait"]).number("wait", in: 0...60) ?? 0
        if seconds > 0 {
            context.logger.debug("client waits", metadata: ["job": "\(id)", "seconds": "\(seconds)"])
            try await LongPoll(store: store).wait(for: id, atMost: .seconds(seconds)) { job async throws(StoreError) in
                if job.state.isFinal { return true }
                guard let known else { return false }
                let tag = EntityTag(of: try await explained(job).data)
                return !tag.isNamed(in: known)
            }
        }
        let job = try await requireJob(id)
        let body = try await asking { () throws(StoreError) in try await explained(job) }
        let tag = EntityTag(of: body.data)
        var response = tag.isNamed(in: known) ? Response(status: .notModified) : body.response(.ok)
        response.headers[.eTag] = tag.text
        return response
    }

    /// `GET /tasks/{id}/attempts`: the first one first.
    @Sendable func attempts(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try Query(request)
        let id = try context.jobID()
        let attempts = try await asking { () throws(StoreError) in try await store.attempts(of: id) }
        if attempts.isEmpty { try await requireJob(id) }
        var body = JSONObject()
        body.add("attempts", attempts.map(\.body))
        return body.response(.ok)
    }

    /// `GET /tasks/{id}/payload`: the bytes that every delivery sends.
    @Sendable func payload(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try Query(request)
        let job = try await requireJob(try context.jobID())
        guard let payload = try await asking({ () throws(StoreError) in try await store.payload(of: job.id) }) else {
            throw Problem.payloadNotFound
        }
        let tag = EntityTag(of: payload.body.utf8)
        let isKnown = tag.isNamed(in: request.headers[.ifNoneMatch])
        var response = Response(
            status: isKnown ? .notModified : .ok, body: isKnown ? ResponseBody() : Self.stream(payload.body)
        )
        response.headers[.eTag] = tag.text
        if let webhookID = HTTPField.Name("webhook-id") { response.headers[webhookID] = job.webhookID }
        if !isKnown { response.headers[.contentType] = "application/json" }
        return response
    }

    /// In pieces, so that it is not in memory twice.
    private static func stream(_ text: String) -> ResponseBody {
        let pieceLength = 64 * 1024
        return ResponseBody(contentLength: text.utf8.count) { writer in
            var rest = text.utf8[...]
            while !rest.isEmpty {
                try await writer.write(ByteBuffer(bytes: rest.prefix(pieceLength)))
                rest = rest.dropFirst(pieceLength)
            }
            try await writer.finish(nil)
        }
    }

    private func object(_ job: Job) -> JSONObject {
        TaskResponse(job: job.waiting(behind: collectionClosure(now()))).body
    }

    /// With why it waits, and until when.
    private func explained(_ job: Job) async throws(StoreError) -> JSONObject {
        guard job.state == .queued || job.state == .held else { return TaskResponse(job: job).body }
        let moment = now()
        let closure = collectionClosure(moment)
        let around = Surroundings(
            now: moment, pausedAt: try await store.stats(at: moment).pausedAt, closure: closure, workers: workers()
        )
        let waiting = Waiting(job, around, try await store.status(of: job.destination))
        return TaskResponse(job: job.waiting(behind: closure), waiting: waiting).body
    }

    /// The same request for what comes after a job.
    private static func url(of request: Request, before next: JobID) -> String {
        let others = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("before=") }
        return "/tasks?" + (others + ["before=\(next)"]).joined(separator: "&")
    }

    @discardableResult
    private func requireJob(_ id: JobID) async throws(Problem) -> Job {
        guard let job = try await asking({ () throws(StoreError) in try await store.job(id) }) else {
            throw .taskNotFound
        }
        return job
    }

    private func asking<Value>(_ verb: () async throws(StoreError) -> Value) async throws(Problem) -> Value {
        do {
            return try await verb()
        } catch {
            throw Problem(error)
        }
    }
}
