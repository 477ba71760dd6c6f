extension Report {
    /// The report for people.
    var markdown: String {
        ([heading, summary] + sections.map(\.markdown)).joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        """
        # Benchmarks

        Written by `make bench`; do not edit. All rounds are in [benchmarks.json](benchmarks.json).

        | | |
        |---|---|
        | date | \(machine.date) |
        | commit | \(machine.commit) |
        | machine | \(machine.cpu), \(machine.cores) cores, \(machine.memory), shared with the load generator |
        | kernel | \(machine.kernel) |
        | SQLite | \(machine.sqlite) |
        | Swift | \(machine.swift), release, static standard library |
        | CPU time taken by the host | \(machine.stolen.readable) % |
        \(settings.map { "| \($0) |" }.joined(separator: "\n"))

        Each figure is the median of its rounds, with the lowest and the highest in brackets. Rounds alternate between the sides \
        that are compared, and ratios are made round by round, before the median is taken. CPU time is that of all the \
        server's threads over exactly the window of load; it is the steadiest figure on a machine that others use too. \
        Everything runs on one machine over loopback.

        To repeat it: `make bench`, or a part of it: `make bench ONLY=enqueue,claims ROUNDS=5 SECONDS=5 ROWS=10000,1000000`.
        """
    }

    private var summary: String {
        let reached = verdicts.count { $0.isReached }
        let rows = verdicts.map { verdict in
            "| \(verdict.letter) | \(verdict.figure) | \(verdict.bound.text) | \(verdict.median.readable) "
                + "| \(verdict.isReached ? "reached" : "**not reached**") |"
        }
        return """
            ## Targets

            \(reached) of \(verdicts.count) reached.

            | | figure | target | measured | |
            |---|---|---|---|---|
            \(rows.joined(separator: "\n"))
            """
    }
}

extension Section {
    fileprivate var markdown: String {
        let hasTargets = rows.contains { $0.cells.contains { $0?.bound != nil } }
        let header = [corner] + columns + (hasTargets ? ["target"] : [])
        let ruler = ["---"] + Array(repeating: "---:", count: columns.count) + (hasTargets ? ["---"] : [])
        let body = rows.map { row in
            [row.name] + row.cells.map { $0?.text ?? "" } + (hasTargets ? [targets(of: row)] : [])
        }
        let table = ([header, ruler] + body).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
        let rejected = rejectedRounds == 0 ? "" : "\n\nRounds rejected and made again: \(rejectedRounds)."
        return "## \(letter). \(title)\n\n\(text)\n\n\(table)\(rejected)"
    }

    private func targets(of row: Row) -> String {
        zip(columns, row.cells).compactMap { column, cell in
            guard let cell, let bound = cell.bound, let median = cell.samples.median else { return nil }
            let place = columns.count == 1 ? "" : " (\(column))"
            return "\(bound.text)\(place): \(bound.holds(for: median) ? "reached" : "**not reached**")"
        }.joined(separator: "; ")
    }
}

extension Section.Cell {
    /// `1.31 (1.25–1.40)`.
    fileprivate var text: String {
        guard let median = samples.median, let low = samples.values.min(), let high = samples.values.max() else {
            return ""
        }
        return samples.values.count == 1
            ? median.readable : "\(median.readable) (\(low.readable)–\(high.readable))"
    }
}

extension Bound {
    fileprivate var text: String {
        "\(direction.rawValue) \(limit.short)"
    }
}
