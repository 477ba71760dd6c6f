import Loopback
import Synchronization

/// What came of the hostile requests, by their kind.
final class HostileTally: Sendable {
    private struct Row {
        var sent = 0
        var statuses: [Int: Int] = [:]
        var closed = 0
        var wrong = 0
    }

    private struct State {
        var rows: [String: Row] = [:]
        var examples: [String] = []
    }

    private let state = Mutex(State())

    func note(_ kind: String, _ answer: RawAnswer, isRight: Bool, request: @autoclosure () -> String) {
        state.withLock { state in
            var row = state.rows[kind] ?? Row()
            row.sent += 1
            for status in answer.statuses { row.statuses[status, default: 0] += 1 }
            if answer.statuses.isEmpty { row.closed += 1 }
            if !isRight { row.wrong += 1 }
            state.rows[kind] = row
            guard !isRight, state.examples.count < 5 else { return }
            state.examples.append(
                "\(kind): \(request()) was answered \(answer.isClosed ? "" : "(and left open) ")\(answer.text.prefix(400).debugDescription)"
            )
        }
    }

    func complain(_ text: String) {
        state.withLock { if $0.examples.count < 5 { $0.examples.append(text) } }
    }

    var sent: Int { state.withLock { $0.rows.values.reduce(0) { $0 + $1.sent } } }
    /// What the daemon did as it must not, the first few times.
    var wrong: [String] { state.withLock(\.examples) }

    /// In Markdown.
    var table: String {
        state.withLock { state in
            let header = "| kind | sent | answers by status | without an answer | wrong |\n|---|--:|---|--:|--:|\n"
            return state.rows.sorted { $0.key < $1.key }.reduce(into: header) { table, row in
                let statuses = row.value.statuses.sorted { $0.key < $1.key }.map { "\($0): \($1)" }
                table +=
                    "| \(row.key) | \(row.value.sent) | \(statuses.joined(separator: ", ")) | \(row.value.closed) "
                    + "| \(row.value.wrong) |\n"
            }
        }
    }
}
