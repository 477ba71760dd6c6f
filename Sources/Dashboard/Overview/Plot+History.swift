import JobStore
import Jobs

/// What was done in the last hour and day.
extension Plot {
    static func throughput(_ span: String, _ history: [HistorySpan], per length: String) -> Plot {
        let accepted = history.map(\.accepted)
        let completed = history.map(\.completed)
        let failed = history.map(\.failed)
        let sums = [accepted, completed, failed].map { $0.reduce(0, +) }
        return Plot(
            span,
            "\(span): \(sums[0].grouped) accepted, \(sums[1].grouped) completed, and "
                + "\(sums[2].counted("failed attempt")). At most \((completed.max() ?? 0).grouped) were completed in \(length).",
            of: history,
            [
                // The first is drawn beneath the others, which hide it where there are none.
                ("failed", "failures", sums[2].grouped, withoutFall(failed)),
                ("accepted", "accepted", sums[0].grouped, withoutFall(accepted)),
                ("completed", "completed", sums[1].grouped, withoutFall(completed)),
            ],
            unit: { "\($0.grouped) in \(length)" }
        )
    }

    static func latency(_ span: String, _ history: [HistorySpan]) -> Plot {
        let means = withoutBeginning(history.map { $0.meanLatency.map { Int($0.count) } })
        let maxima = withoutBeginning(history.map { $0.maxLatency.map { Int($0.count) } })
        let longest = maxima.compactMap(\.self).max()
        let known = means.compactMap(\.self)
        let usual = known.isEmpty ? nil : known.sorted()[known.count / 2]
        let words = longest.map { Milliseconds(Int64($0)).words }
        let usualWords = usual.map { Milliseconds(Int64($0)).words }
        return Plot(
            span,
            words.map { "\(span): usually \(usualWords ?? $0), at most \($0)." }
                ?? "\(span): nothing was completed.",
            of: history,
            [
                ("mean", "usually", usualWords ?? "–", means),
                ("longest", "at most", words ?? "–", maxima),
            ],
            unit: { Milliseconds(Int64($0)).words }
        )
    }
}
