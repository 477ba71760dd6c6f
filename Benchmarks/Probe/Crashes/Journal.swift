import Promises
import Synchronization

/// What the client side knows: which tasks were accepted, what was asked of their jobs, and which posts have had no answer.
final class Journal: Sendable {
    private struct State {
        /// In the order in which they were accepted.
        var tasks: [AcceptedTask] = []
        var places: [Int64: Int] = [:]
        var unanswered: [Post] = []
        /// By their keys.
        var answered: [String: (post: Post, body: String)] = [:]
        var complaints: [String] = []
    }

    private let state = Mutex(State())

    var tasks: [AcceptedTask] { state.withLock(\.tasks) }

    func latestTasks(_ count: Int) -> ArraySlice<AcceptedTask> {
        state.withLock { $0.tasks.suffix(count) }
    }

    /// Answers that no client should get.
    var complaints: [String] { state.withLock(\.complaints) }

    /// A task that had a 2xx; perhaps not for the first time.
    func accepted(_ task: AcceptedTask) {
        state.withLock { state in
            guard state.places[task.id] == nil else { return }
            state.places[task.id] = state.tasks.count
            state.tasks.append(task)
        }
    }

    /// Counts something that is asked of a job; before it is asked, since its answer may never come. With -1 takes it back, since
    /// it was refused.
    func note(_ change: WritableKeyPath<AcceptedTask, Int>, of id: Int64, _ count: Int = 1) {
        state.withLock { state in
            if let place = state.places[id] { state.tasks[place][keyPath: change] += count }
        }
    }

    func cancelled(_ id: Int64) {
        state.withLock { state in
            if let place = state.places[id] { state.tasks[place].isCancelled = true }
        }
    }

    /// A post to be made again, if it may be.
    func unanswered(_ post: Post) {
        guard post.key != nil else { return }
        state.withLock { $0.unanswered.append(post) }
    }

    /// The posts to be made again, which are taken out.
    func takeUnanswered() -> [Post] {
        state.withLock { state in
            defer { state.unanswered = [] }
            return state.unanswered
        }
    }

    /// What a post was answered; with a key perhaps not for the first time, but then as before.
    func answered(_ post: Post, _ body: String) {
        guard let key = post.key else { return }
        let first = state.withLock { state in
            defer { state.answered[key] = (post, body) }
            return state.answered[key]?.body
        }
        if let first, first != body { complain("a post with the key \(key) was answered \(first), and again \(body)") }
    }

    /// The posts with a key that were answered.
    var repeatable: [Post] { state.withLock { $0.answered.values.map(\.post) } }

    func complain(_ text: String) {
        state.withLock { $0.complaints.append(text) }
    }
}
