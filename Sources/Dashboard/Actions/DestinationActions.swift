import HTTPTypes
import JobStore
import Jobs
import Logging

/// Destinations are held and released: those of the overview, each named by its code since its URL may be a secret, and the one of
/// a task, which may never have failed.
struct DestinationActions: Sendable {
    let facts: Facts
    let jobQueued: @Sendable (Timestamp) -> Void

    /// Which destination is meant, and where that was said.
    private struct Choice: Sendable {
        let destination: Destination
        /// The page that leads here, and to which it goes back.
        let page: String
        /// What the form carries on.
        var fields: [(name: String, value: String)] = []

        var name: String { destination.label }
    }

    private typealias Choose = @Sendable (Visit, FormValues) async throws -> Choice

    var hold: Action { hold(known) }
    var release: Action { release(known) }
    var holdOfTask: Action { hold(ofTask) }
    var releaseOfTask: Action { release(ofTask) }

    private func hold(_ choose: @escaping Choose) -> Action {
        Action { visit, values in
            let choice = try await choose(visit, values)
            let isHeld = try await facts.store.status(of: choice.destination)?.hold == .manual
            return Action.Question(
                title: "Hold \(choice.name)?",
                text: isHeld
                    ? "It is held already, until somebody releases it, so that there is nothing to do."
                    : """
                    Its tasks wait from then on, without failing and without a probe, until somebody releases it. Deliveries \
                    that are under way end as they do.
                    """,
                button: "Hold it", back: choice.page, fields: choice.fields, isPossible: !isHeld
            )
        } act: { visit, form in
            let choice = try await choose(visit, form)
            _ = try await facts.store.hold(choice.destination, at: facts.now())
            note("destination held", choice, visit)
            return Action.Done(flash: Flash(.held), url: choice.page)
        }
    }

    private func release(_ choose: @escaping Choose) -> Action {
        Action { visit, values in
            let choice = try await choose(visit, values)
            let isHeld = try await facts.store.status(of: choice.destination)?.hold != nil
            return Action.Question(
                title: "Release \(choice.name)?",
                text: isHeld
                    ? "Its tasks go on, in the order in which they were due: one at first, then more with each that is accepted."
                    : "It is not held, so that there is nothing to do.",
                button: "Release it", back: choice.page, fields: choice.fields, isPossible: isHeld
            )
        } act: { visit, form in
            let choice = try await choose(visit, form)
            guard let jobs = try await facts.store.release(choice.destination) else {
                throw PageProblem(
                    status: .conflict, title: "Nothing was done", detail: "\(choice.name) is not held.")
            }
            jobQueued(.distantPast)
            note("destination released", choice, visit)
            return Action.Done(flash: Flash(.released, Int64(jobs)), url: choice.page)
        }
    }

    /// One that the overview shows.
    private func known(_: Visit, _ values: FormValues) async throws -> Choice {
        let code = values["destination"] ?? DestinationView.code(of: .default)
        let known = try await facts.store.destinations(limit: OverviewView.mostDestinations).map(\.destination)
        guard let destination = ([.default] + known).first(where: { DestinationView.code(of: $0) == code }) else {
            throw PageProblem(
                status: .notFound, title: "There is no such destination",
                detail: "Only those that the overview shows can be chosen there. A task's page leads to its own one."
            )
        }
        return Choice(destination: destination, page: "/", fields: [("destination", code)])
    }

    /// The one of the task that the path names.
    private func ofTask(_ visit: Visit, _: FormValues) async throws -> Choice {
        guard let job = try await facts.store.job(try visit.jobID()) else { throw PageProblem.noSuchTask }
        return Choice(destination: job.destination, page: TaskActions.url(job.id))
    }

    private func note(_ message: Logger.Message, _ choice: Choice, _ visit: Visit) {
        visit.note(message, ["destination": "\(choice.destination.publicText)"])
    }
}
