/// g: from the start of the process to `ready`, with jobs to recover.
struct StartUpMeasurement: Measurement {
    let name = "startup"

    func run(_ plan: Plan) async throws -> [Section] {
        var clean = plan.sizes.map { _ in Samples() }
        var dirty = clean
        let rejected = try await rounds(plan) { round in
            for (index, size) in Array(plan.sizes.enumerated()).alternating(round) {
                let (without, with) = try await plan.shelf.with(rows: size) { database in
                    (try await start(on: database, plan), try await startAfterCrash(on: database, plan))
                }
                clean[index].add(without)
                dirty[index].add(with)
            }
        }
        let last = plan.sizes.count - 1
        return [
            Section(
                letter: "g", title: "Start-up",
                text: """
                    Seconds from the start of the process to its line `ready`, without and with \(plan.orphans.grouped) jobs that a \
                    dead process was running.
                    """,
                corner: "rows", columns: plan.sizes.map(\.grouped),
                rows: [
                    Section.Row("nothing to recover, s", clean),
                    Section.Row("\(plan.orphans.grouped) jobs to recover, s", dirty, bounds: [last: .below(1)]),
                ],
                rejectedRounds: rejected
            )
        ]
    }

    private func start(on database: Database, _ plan: Plan) async throws -> Double {
        try await Daemon.run(plan, database) { daemon in daemon.startUp / .seconds(1) }
    }

    private func startAfterCrash(on database: Database, _ plan: Plan) async throws -> Double {
        let before = try await database.addOrphans(plan.orphans, label: plan.label("orphan"))
        let seconds = try await Daemon.run(plan, database, ["WORKERS": "1"]) { daemon in
            // Before it does any of them.
            daemon.crash()
            return daemon.startUp / .seconds(1)
        }
        let recovered = try await database.number("SELECT count(*) FROM jobs WHERE id > \(before) AND crashes = 1")
        guard recovered == plan.orphans else {
            throw BenchError("\(recovered) of \(plan.orphans) jobs were recovered")
        }
        try await database.query("DELETE FROM jobs WHERE id > \(before)")
        return seconds
    }
}
