import Jobs

/// How far something is, on one line of a terminal, on standard error; nothing anywhere else.
struct ProgressBar {
    let total: Int
    private let isShown: Bool

    init(total: Int, isShown: Bool = StandardError.isTerminal) {
        (self.total, self.isShown) = (total, isShown)
    }

    func show(done: Int, others: Int) {
        if isShown { StandardError.write("\r" + text(done: done, others: others) + "\u{1B}[K") }
    }

    func clear() {
        if isShown { StandardError.write("\r\u{1B}[K") }
    }

    /// - Parameter others: those of the done that were not completed.
    func text(done: Int, others: Int) -> String {
        let width = 30
        let filled = total == 0 ? width : width * done / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        return "\(bar) \(done.grouped) of \(total.grouped) finished"
            + (others > 0 ? ", \(others.grouped) of them not completed" : "")
    }
}
