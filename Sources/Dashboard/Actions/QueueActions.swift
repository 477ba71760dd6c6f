import JobStore
import Jobs
import Logging

/// What an operator does with the queue as a whole.
struct QueueActions: Sendable {
    let facts: Facts
    let jobQueued: @Sendable (Timestamp) -> Void

    var pause: Action {
        Action { _, _ in
            Action.Question(
                title: "Pause the queue?",
                text: """
                    No task is begun from then on, also after a restart, until somebody resumes the queue. What runs goes on, \
                    and new tasks are accepted.
                    """,
                button: "Pause it", back: "/"
            )
        } act: { visit, _ in
            _ = try await facts.store.pause(at: facts.now())
            visit.note("queue paused")
            return Action.Done(flash: Flash(.paused), url: "/")
        }
    }

    var resume: Action {
        Action { _, _ in
            Action.Question(
                title: "Resume the queue?", text: "What is due is begun at once, as far as there are free workers.",
                button: "Resume it", back: "/"
            )
        } act: { visit, _ in
            try await facts.store.resume()
            // Who sleeps since nothing was to be claimed looks again.
            jobQueued(.distantPast)
            visit.note("queue resumed")
            return Action.Done(flash: Flash(.resumed), url: "/")
        }
    }
}
