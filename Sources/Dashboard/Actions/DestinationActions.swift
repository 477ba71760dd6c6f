import HTTPTypes
import JobStore
import Jobs
import Logging

/// Destinations are held and released. One is named by its code, since its URL may be a secret.
struct DestinationActions: Sendable {
    let facts: Facts
    let jobQueued: @Sendable (Timestamp) -> Void

    var hold: Action {
        Action { _, values in
            let destination = try await find(values)
            return Action.Question(
                title: "Hold \(Self.name(destination))?",
                text: """
                    Its tasks wait from then on, without failing and without a probe, until somebody releases it. Deliveries \
                    that are under way end as they do.
                    """,
                button: "Hold it", back: "/", fields: [("destination", DestinationView.code(of: destination))]
            )
        } act: { visit, form in
            let destination = try await find(form)
            _ = try await facts.store.hold(destination, at: facts.now())
            note("destination held", destination, visit)
            return Action.Done(flash: Flash(.held), url: "/")
        }
    }

    var release: Action {
        Action { _, values in
            let destination = try await find(values)
            return Action.Question(
                title: "Release \(Self.name(destination))?",
                text:
                    "Its tasks go on, in the order in which they were due: one at first, then more with each that is accepted.",
                button: "Release it", back: "/", fields: [("destination", DestinationView.code(of: destination))]
            )
        } act: { visit, form in
            let destination = try await find(form)
            guard let jobs = try await facts.store.release(destination) else {
                throw PageProblem(
                    status: .conflict, title: "Nothing was done", detail: "\(Self.name(destination)) is not held.")
            }
            jobQueued(.distantPast)
            note("destination released", destination, visit)
            return Action.Done(flash: Flash(.released, Int64(jobs)), url: "/")
        }
    }

    private func find(_ values: FormValues) async throws -> Destination {
        guard let code = values["destination"], code != "default" else { return .default }
        let known = try await facts.store.destinations(limit: OverviewView.mostDestinations)
        guard let status = known.first(where: { DestinationView.code(of: $0.destination) == code }) else {
            throw PageProblem(
                status: .notFound, title: "There is no such destination",
                detail: "Only those can be held or released here that have failed or been held before."
            )
        }
        return status.destination
    }

    private func note(_ message: Logger.Message, _ destination: Destination, _ visit: Visit) {
        visit.note(message, ["destination": "\(destination.publicText)"])
    }

    private static func name(_ destination: Destination) -> String {
        destination == .default ? "WEBHOOK_URL" : destination.publicText
    }
}
