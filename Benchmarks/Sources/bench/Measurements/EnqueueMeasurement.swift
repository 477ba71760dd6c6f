/// a: durable `POST /tasks` beside the same server without a store. j: beside puma, Sidekiq and Redis.
struct EnqueueMeasurement: Measurement {
    let name = "enqueue"

    /// One server's windows, by round.
    private struct Side {
        var requests = Samples()
        var cpu = Samples()
        var p50 = Samples()
        var p99 = Samples()

        mutating func add(_ window: EnqueueWindow) {
            requests.add(window.requestsPerSecond)
            cpu.add(window.cpuMicroseconds)
            p50.add(window.p50)
            p99.add(window.p99)
        }
    }

    func run(_ plan: Plan) async throws -> [Section] {
        var (ours, noop) = ([Int: Side](), [Int: Side]())
        var theirs = Side()
        let shape = try await betterShape(plan)
        var rejected = 0
        for connections in plan.connections {
            let hasSidekiq = connections == 64
            rejected += try await rounds(plan) { round in
                progress("enqueue: \(connections) connections")
                var windows: [Contender: EnqueueWindow] = [:]
                for contender in Contender.allCases.alternating(round) where contender != .sidekiq || hasSidekiq {
                    windows[contender] = try await window(of: contender, connections, shape, plan)
                }
                // All of a round or nothing of it, so that the rounds stay paired.
                if let window = windows[.hookme] { ours[connections, default: Side()].add(window) }
                if let window = windows[.noop] { noop[connections, default: Side()].add(window) }
                if let window = windows[.sidekiq] { theirs.add(window) }
            }
        }
        var enqueue = section(plan, ours, noop)
        enqueue.rejectedRounds = rejected
        return [enqueue, try await comparison(ours[64] ?? Side(), theirs, shape)]
    }

    private enum Contender: CaseIterable {
        case hookme
        case noop
        case sidekiq
    }

    private func window(
        of contender: Contender, _ connections: Int, _ shape: SidekiqStack.Shape, _ plan: Plan
    ) async throws -> EnqueueWindow {
        switch contender {
        case .hookme:
            let database = try await plan.emptyDatabase()
            defer { database.remove() }
            return try await Daemon.run(plan, database) { daemon in
                try await EnqueueWindow.measure(daemon, connections: connections, plan: plan, database: database)
            }
        case .noop:
            return try await NoopServer.run(plan) { server in
                try await EnqueueWindow.measure(server, connections: connections, plan: plan)
            }
        case .sidekiq:
            return try await SidekiqStack.run(plan, shape) { stack in
                try await EnqueueWindow.measure(stack, connections: connections, plan: plan)
            }
        }
    }

    /// Both shapes of puma are tried once, and the faster one goes into the rounds.
    private func betterShape(_ plan: Plan) async throws -> SidekiqStack.Shape {
        var best: (shape: SidekiqStack.Shape, requestsPerSecond: Double)?
        for shape in SidekiqStack.Shape.allCases {
            let window = try await window(of: .sidekiq, 64, shape, plan)
            progress("enqueue: puma with \(shape.rawValue): \(window.requestsPerSecond.readable) requests/s")
            if window.requestsPerSecond > best?.requestsPerSecond ?? 0 { best = (shape, window.requestsPerSecond) }
        }
        guard let best else { throw BenchError("puma answers nothing") }
        return best.shape
    }

    private func section(_ plan: Plan, _ ours: [Int: Side], _ noop: [Int: Side]) -> Section {
        let columns = plan.connections
        func row(_ name: String, _ sides: [Int: Side], _ figure: KeyPath<Side, Samples>) -> Section.Row {
            Section.Row(name, columns.map { sides[$0]?[keyPath: figure] })
        }
        func ratio(_ name: String, _ figure: KeyPath<Side, Samples>, _ bounds: [Int: Bound]) -> Section.Row {
            let samples = columns.map { column in
                let (one, other) = (ours[column] ?? Side(), noop[column] ?? Side())
                return one[keyPath: figure].ratio(to: other[keyPath: figure])
            }
            let byColumn = columns.enumerated().compactMap { index, column in bounds[column].map { (index, $0) } }
            return Section.Row(name, samples, bounds: Dictionary(uniqueKeysWithValues: byColumn))
        }
        return Section(
            letter: "a", title: "Durable `POST /tasks`",
            text: """
                Each request posts a task that was never posted before; each answer comes after its commit is synced. The \
                no-op is the same HTTP server with the same decoding of the body and a constant answer of the same length.
                """,
            corner: "connections", columns: columns.map(String.init),
            rows: [
                ratio("CPU per request, ratio to no-op", \.cpu, [1: .atMost(2), 64: .atMost(1.25)]),
                row("CPU µs per request", ours, \.cpu),
                row("CPU µs per request, no-op", noop, \.cpu),
                ratio("requests/s, ratio to no-op", \.requests, [64: .atLeast(0.8)]),
                row("requests/s", ours, \.requests),
                row("requests/s, no-op", noop, \.requests),
                row("p50 ms", ours, \.p50), row("p50 ms, no-op", noop, \.p50),
                row("p99 ms", ours, \.p99), row("p99 ms, no-op", noop, \.p99),
            ]
        )
    }

    private func comparison(_ ours: Side, _ theirs: Side, _ shape: SidekiqStack.Shape) async throws -> Section {
        Section(
            letter: "j", title: "Beside puma, Sidekiq and Redis",
            text: """
                In the same rounds as a, at 64 connections: a Rack application that decodes the same body, looks at both names \
                and pushes a Sidekiq job, under puma (\(shape.rawValue), the faster of two ways that were tried), with a Redis \
                that syncs every write (`appendfsync always`), from Debian's packages: \(try await SidekiqStack.versions()). \
                Its CPU time is that of puma and Redis together. The aim is 10 times its requests/s.
                """,
            corner: "64 connections", columns: ["hookme", "puma + Sidekiq + Redis", "ratio"],
            rows: [
                Section.Row("CPU µs per request", [ours.cpu, theirs.cpu, ours.cpu.ratio(to: theirs.cpu)]),
                Section.Row(
                    "requests/s", [ours.requests, theirs.requests, ours.requests.ratio(to: theirs.requests)],
                    bounds: [2: .atLeast(8)]
                ),
                Section.Row("p50 ms", [ours.p50, theirs.p50, ours.p50.ratio(to: theirs.p50)]),
                Section.Row("p99 ms", [ours.p99, theirs.p99, ours.p99.ratio(to: theirs.p99)]),
            ]
        )
    }
}
