#if DEBUG
    import Jobs
    import Loopback
    import Promises
    import Synchronization

    /// A daemon that dies at one pass of one point, under a load that comes by all of them, and is started again.
    struct CrashScenario {
        let hookme: String
        let point: CrashPoint
        /// From 1.
        let pass: Int

        /// What it was for the daemon's clients.
        struct Outcome {
            let tally: Tally
            /// What went wrong, if anything did.
            let faults: [String]
        }

        func run() async throws -> Outcome {
            try await CrashWorld.run(hookme: hookme, repositories: Self.repositories) { world in
                script(world)
                var posts = Self.posts(for: world)
                var faults = try await die(in: world, &posts)
                faults += try await finish(in: world, posts + world.journal.takeUnanswered())
                let evidence = try await world.evidence(isPruned: isOfPruning)
                faults += world.journal.complaints + evidence.violations.map { "\($0)" }
                if evidence.tally.discarded > 0 { faults.append("\(evidence.tally.discarded) jobs were given up") }
                if evidence.tally.accepted < 10 { faults.append("only \(evidence.tally.accepted) tasks were accepted") }
                return Outcome(tally: evidence.tally, faults: faults)
            }
        }

        /// - Parameter posts: what is to be posted; afterwards what is left of it.
        private func die(in world: CrashWorld, _ posts: inout [Post]) async throws -> [String] {
            var faults: [String] = []
            switch point {
            case .recovering, .recovered:
                // A start comes by these once, after a death with a job running.
                for _ in 0..<pass {
                    _ = try await die(at: .claimed, 1, in: world, &posts, &faults)
                    _ = try await die(at: point, 1, in: world, &posts, &faults)
                }
            case .committing, .committed:
                // A start commits too, and a death by that comes before any task: one by one, until a task was accepted before.
                var first = 1
                while try await !die(at: point, first, in: world, &posts, &faults) || world.journal.tasks.isEmpty,
                    first < 20
                {
                    first += 1
                }
                if pass > 1 { _ = try await die(at: point, first + pass - 1, in: world, &posts, &faults) }
                if world.journal.tasks.isEmpty { faults.append("it died before it took a task") }
            default:
                let wasReady = try await die(at: point, pass, in: world, &posts, &faults)
                if !wasReady { faults.append("it died before it took a task") }
            }
            return faults
        }

        /// - Returns: whether it had been ready before.
        private func die(
            at point: CrashPoint, _ pass: Int, in world: CrashWorld, _ posts: inout [Post], _ faults: inout [String]
        ) async throws -> Bool {
            var wasReady = false
            let death = [CrashPoint.variable: "\(point):\(pass)"]
            let status = try await world.life(settings.merging(death) { $1 }) { daemon in
                wasReady = true
                try await send(&posts, to: daemon, world)
                await Self.end(of: daemon)
            }
            if status != CrashPoint.exitStatus {
                faults.append("it did not die at \(point):\(pass), but ended with \(status)")
            }
            return wasReady
        }

        /// A last life, in which all is done.
        private func finish(in world: CrashWorld, _ posts: [Post]) async throws -> [String] {
            var (posts, faults) = (posts, [String]())
            let status = try await world.life { daemon in
                try await send(&posts, to: daemon, world)
                do {
                    try await world.drain(within: .seconds(60))
                    try await CrashClient(daemon, world.journal).repeatAll()
                } catch let error as CrashWorld.Undone {
                    faults.append("\(error)")
                }
            }
            return status == 0 ? faults : faults + ["it ended with \(status)"]
        }

        private var isOfPruning: Bool { point == .pruning || point == .pruned }

        /// What is finished is deleted after a second; what is held waits longer than that, and must stay.
        private var settings: [String: String] {
            guard isOfPruning else { return [:] }
            return [
                "COMPLETED_RETENTION": "1000", "PAYLOAD_RETENTION": "1000", "HOLD_PROBE_INTERVAL": "5000",
                "HOLD_PROBE_MAX_INTERVAL": "5000",
            ]
        }

        /// Until the daemon does not answer.
        private func send(_ posts: inout [Post], to daemon: DaemonProcess, _ world: CrashWorld) async throws {
            let client = CrashClient(daemon, world.journal)
            while let post = posts.first {
                posts.removeFirst()
                guard try await client.post(post) else { return }
            }
        }

        /// Waits for it, but no longer than any load needs.
        private static func end(of daemon: DaemonProcess) async {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in daemon.log {} }
                group.addTask { try? await Task.sleep(for: .seconds(30)) }
                await group.next()
                group.cancelAll()
            }
        }
    }

    /// The load.
    extension CrashScenario {
        /// The first has a list of several pages, and each more contributors than the one before.
        private static let repositories = (1...12).map { number in
            GitHubRepository.sample(
                id: number, name: "r\(number)", issues: number == 1 ? 250 : 2, contributors: number + 2
            )
        }

        /// Two alone, two alone with a key, two in a batch that may be retried once, and two for each of three destinations that
        /// are held for a while.
        private static func posts(for world: CrashWorld) -> [Post] {
            func task(_ number: Int, for place: String? = nil, maxRetries: Int? = nil) -> Post.Task {
                Post.Task(
                    repository: "r\(number)", webhookURL: place.map { world.webhookURL + $0 }, maxRetries: maxRetries
                )
            }
            return [
                Post(tasks: [task(1)]), Post(tasks: [task(2)], key: "k2"), Post(tasks: [task(3)]),
                Post(tasks: [task(4)], key: "k4"),
                Post(tasks: [5, 6].map { task($0, for: "/once", maxRetries: 1) }, isBatch: true, key: "k5"),
                Post(tasks: (7...12).map { task($0, for: "/held\(($0 - 5) / 2)") }, isBatch: true, key: "k7"),
            ]
        }

        /// What fails: GitHub once, for one that may be retried once; the first delivery of the first, and of each that may be
        /// retried once; and of each held destination those of two jobs.
        private func script(_ world: CrashWorld) {
            // One that is finished late, so that there is something to prune once more.
            if isOfPruning {
                world.receiver.faults.add(.delay(.milliseconds(2500)), times: 1) { $0.path == "/hook" }
            }
            world.github.faults.add(.secondaryRateLimit(retryAfter: 1), times: 1) { $0.path.contains("/r5/") }
            world.receiver.faults.add(.status(500), times: 1) { $0.path == "/hook" }
            world.receiver.faults.add(
                .status(500), times: 1, forEach: { $0.webhookID ?? "" }, where: { $0.path.contains("/once") }
            )
            let failed = Mutex<[Substring: Set<String>]>([:])
            world.receiver.faults.add(.status(500)) { delivery in
                guard delivery.path.contains("/held") else { return false }
                return failed.withLock { failed in
                    guard failed[delivery.path, default: []].count < 2 else { return false }
                    failed[delivery.path, default: []].insert(delivery.webhookID ?? "")
                    return true
                }
            }
        }
    }
#endif
