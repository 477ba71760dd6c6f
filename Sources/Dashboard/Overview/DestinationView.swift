import Crypto
import Foundation
import JobStore
import Jobs

/// How a destination stands, without its path, which may be a secret.
struct DestinationView {
    let name: String
    let health: Badge
    let detail: String?
    let heldJobs: String?
    let heldSince: Moment?
    let probe: String?
    let probeAt: Moment?
    let lastError: String?
    let isHeld: Bool
    /// Names it without telling what it is.
    let code: String

    /// WEBHOOK_URL is one of them, also when nothing is known of it yet.
    static func all(_ known: some Collection<DestinationStatus>) -> [DestinationView] {
        let isDefaultKnown = known.contains { $0.destination == .default }
        let unknown = DestinationStatus(
            destination: .default, hold: nil, heldAt: nil, heldJobs: 0, probe: .never, probes: 0, lastError: nil
        )
        return ((isDefaultKnown ? [] : [unknown]) + known).map(DestinationView.init)
    }

    init(_ status: DestinationStatus) {
        name = status.destination.label
        code = Self.code(of: status.destination)
        isHeld = status.hold != nil
        // One that was accepted since is no matter of its health now, and nobody knows how old it is.
        lastError = isHeld || status.failingJobs > 0 ? status.lastError : nil
        heldSince = isHeld ? status.heldAt.map { Moment($0) } : nil
        heldJobs =
            isHeld
            ? status.heldJobs >= mostJobsCounted ? "\(mostJobsCounted.grouped) or more" : status.heldJobs.grouped : nil
        switch status.hold {
        case .failing: (health, detail) = (Badge("held", as: .held), "\(status.failingTasks) failed")
        case .gone: (health, detail) = (Badge("gone", as: .discarded), "it answered 410")
        case .manual: (health, detail) = (Badge("held", as: .held), "by hand")
        case nil where status.failingJobs > 0:
            health = Badge("failing", as: .discarded)
            detail = "\(status.failingTasks) failed"
        case nil: (health, detail) = (Badge("open", as: .completed), nil)
        }
        switch status.probe {
        case .never: (probe, probeAt) = (isHeld ? "when it is released" : nil, nil)
        case .underWay(let job): (probe, probeAt) = ("now, with task \(job)", nil)
        // Nothing is tried without a task, however long ago its moment was.
        case .at where status.heldJobs == 0: (probe, probeAt) = ("with its next task", nil)
        case .at(let moment): (probe, probeAt) = (nil, Moment(moment))
        }
    }

    static func code(of destination: Destination) -> String {
        guard case .url(let url) = destination else { return "default" }
        return SHA256.hash(data: Data(url.utf8)).prefix(16).map {
            String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }
        .joined()
    }
}
