import JobStore
import Jobs

/// What a task's deliveries send, and how to repeat one.
struct PayloadView: Sendable {
    let text: String?
    let size: String
    let isCut: Bool
    let url: String
    let collectedAt: Moment?
    let curl: String?
    let id: String
    let hasOwnDestination: Bool
    let isFinal: Bool

    /// The first part of a payload that is shown; the rest is behind a link.
    private static let shownBytes = 64 << 10

    init(_ job: Job, _ payload: FrozenPayload?, _ audience: Audience) {
        let bytes = payload?.body.utf8
        size = (bytes?.count ?? 0).bytes
        isCut = (bytes?.count ?? 0) > Self.shownBytes
        text = bytes.map { JSONText.indented($0.prefix(Self.shownBytes)) }
        url = "/dashboard/tasks/\(job.id)/payload"
        collectedAt = payload.map { Moment($0.collectedAt) }
        curl = payload == nil ? nil : CurlCommand.repeating(job, site: audience.site, needsToken: audience.needsToken)
        id = "\(job.id)"
        hasOwnDestination = job.destination != .default
        isFinal = job.state.isFinal
    }
}
