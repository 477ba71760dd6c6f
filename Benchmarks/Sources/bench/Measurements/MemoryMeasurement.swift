/// f: resident memory.
struct MemoryMeasurement: Measurement {
    let name = "memory"

    private struct Use {
        var resident = Samples()
        var anonymous = Samples()

        mutating func add(_ memory: Memory) {
            resident.add(memory.resident)
            anonymous.add(memory.anonymous)
        }

        func minus(_ other: Use) -> Use {
            Use(resident: resident.minus(other.resident), anonymous: anonymous.minus(other.anonymous))
        }
    }

    func run(_ plan: Plan) async throws -> [Section] {
        var (idle, loaded, few, million) = (Use(), Use(), Use(), Use())
        let full = try await plan.emptyDatabase()
        progress("memory: \(plan.millionDue.grouped) due jobs")
        _ = try await full.addDue(plan.millionDue, at: 0, label: plan.label("due"))
        // So slow that nearly all stay due.
        let rejected = try await StandIns.run(plan, delay: .milliseconds(200)) { standIns in
            try await rounds(plan) { _ in
                idle.add(try await whenIdle(plan))
                loaded.add(try await underLoad(plan))
                let scarce = try await plan.emptyDatabase()
                defer { scarce.remove() }
                _ = try await scarce.addDue(1000, at: 0, label: plan.label("due"))
                few.add(try await whenBusy(on: scarce, standIns, plan))
                million.add(try await whenBusy(on: full, standIns, plan))
            }
        }
        full.remove()
        var section = section(plan, idle, loaded, few, million)
        section.rejectedRounds = rejected
        return [section]
    }

    private func whenIdle(_ plan: Plan) async throws -> Memory {
        let database = try await plan.emptyDatabase()
        defer { database.remove() }
        return try await Daemon.run(plan, database) { daemon in
            try await Task.sleep(for: .seconds(2))
            return try ProcessTable.memory(of: daemon.processID)
        }
    }

    private func underLoad(_ plan: Plan) async throws -> Memory {
        let database = try await plan.emptyDatabase()
        defer { database.remove() }
        return try await Daemon.run(plan, database) { daemon in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await Wrk(folder: plan.folder).run(
                        on: daemon.url, connections: 256, seconds: plan.seconds, label: plan.label("load")
                    )
                }
                let memory = try await greatest(of: daemon, during: .seconds(plan.seconds))
                try await group.waitForAll()
                return memory
            }
        }
    }

    private func whenBusy(on database: Database, _ standIns: StandIns, _ plan: Plan) async throws -> Memory {
        try await Daemon.run(plan, database, standIns.settings) { daemon in
            try await greatest(of: daemon, during: .seconds(plan.seconds))
        }
    }

    /// The most that it holds at any of many moments.
    private func greatest(of daemon: Daemon, during time: Duration) async throws -> Memory {
        var greatest = Memory(resident: 0, anonymous: 0)
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end {
            let memory = try ProcessTable.memory(of: daemon.processID)
            greatest.resident = max(greatest.resident, memory.resident)
            greatest.anonymous = max(greatest.anonymous, memory.anonymous)
            try await Task.sleep(for: .milliseconds(100))
        }
        return greatest
    }

    private func section(_ plan: Plan, _ idle: Use, _ loaded: Use, _ few: Use, _ million: Use) -> Section {
        func row(_ name: String, _ use: Use, _ bound: Bound? = nil) -> Section.Row {
            Section.Row(name, [use.resident, use.anonymous], bounds: bound.map { [0: $0] } ?? [:])
        }
        return Section(
            letter: "f", title: "Memory",
            text: """
                The most of many looks. Resident is VmRSS, which counts the pages of the binary; allocated is RssAnon, what the \
                process has of its own. The daemon with due jobs has 16 workers, who wait for a GitHub that takes 200 ms an answer.
                """,
            corner: "MB", columns: ["resident", "allocated"],
            rows: [
                row("idle", idle, .below(30)),
                row("256 connections under load", loaded, .below(60)),
                row("1,000 due jobs", few),
                row("\(plan.millionDue.grouped) due jobs", million),
                row("\(plan.millionDue.grouped) due jobs add", million.minus(few), .below(10)),
            ]
        )
    }
}

extension Samples {
    fileprivate func minus(_ other: Samples) -> Samples {
        Samples(zip(values, other.values).map { $0 - $1 })
    }
}
