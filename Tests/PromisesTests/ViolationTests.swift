import Foundation
import Promises
import Testing

struct ViolationTests {
    @Test func `what keeps every promise violates none`() {
        #expect(Evidence.sound.violations == [])
    }

    @Test(arguments: Doctored.all)
    func `a broken promise is found, and no other`(doctored: Doctored) {
        var evidence = Evidence.sound
        doctored.change(&evidence)
        #expect(evidence.violations.map(\.promise) == doctored.breaks)
    }

    @Test func `each promise is broken by one of these`() {
        #expect(Set(Doctored.all.flatMap(\.breaks)) == Set(Promise.allCases))
    }

    @Test(arguments: Doctored.harmless)
    func `what a client or a crash explains is no violation`(doctored: Doctored) {
        var evidence = Evidence.sound
        doctored.change(&evidence)
        #expect(evidence.violations == [])
    }

    @Test func `what came of it is counted`() {
        var evidence = Evidence.sound
        evidence.deliveries.append(.accepted("msg_1"))
        evidence.ledger.jobs.removeLast()
        let tally = evidence.tally
        #expect((tally.accepted, tally.jobs, tally.completed, tally.delivered) == (3, 2, 2, 2))
        #expect((tally.repeated, tally.crashedAttempts, tally.mostCrashes, tally.lost) == (1, 11, 10, 1))
    }
}

/// The sound evidence with something changed.
struct Doctored: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// In the order in which they are found.
    var breaks: [Promise]
    var change: @Sendable (inout Evidence) -> Void

    init(_ name: String, _ breaks: Promise..., change: @escaping @Sendable (inout Evidence) -> Void) {
        (testDescription, self.breaks, self.change) = (name, breaks, change)
    }

    static let all = [
        Doctored("a row is missing", .durable) { $0.ledger.jobs.removeFirst() },
        Doctored("a row is another task's", .durable) { $0.tasks[0].webhookID = "msg_9" },
        Doctored("a task is two jobs", .once) {
            var second = $0.ledger.jobs[0]
            (second.id, second.webhookID) = (9, "msg_9")
            $0.ledger.jobs.append(second)
            $0.ledger.attempts[9] = [.init(9, 1, "completed", status: 200)]
            $0.deliveries.append(.accepted("msg_9"))
        },
        Doctored("a job never ended", .ends) { $0.ledger.jobs[0].state = "running" },
        Doctored("a job ended in another state than its attempt", .ends) { $0.ledger.jobs[0].state = "discarded" },
        Doctored("a job ended twice", .ends) {
            $0.ledger.attempts[1]?.append(.init(1, 2, "completed", status: 200))
            $0.ledger.jobs[0].attempts = 2
        },
        Doctored("a job was cancelled and went on", .cancelled) { $0.tasks[0].isCancelled = true },
        Doctored("a job is cancelled of itself", .cancelled) { $0.ledger.jobs[0].state = "cancelled" },
        Doctored("what is completed never arrived", .delivered) { $0.deliveries.removeAll { $0.webhookID == "msg_1" } },
        Doctored("what is completed was refused", .delivered) { $0.deliveries[0].status = 500 },
        Doctored("a delivery is repeated without a crash", .repeats) { $0.deliveries.append(.accepted("msg_1")) },
        Doctored("a delivery is repeated once more than it crashed", .repeats) {
            $0.deliveries[1].status = 200
            $0.deliveries.append(.accepted("msg_2"))
        },
        Doctored("a crash sends twice", .repeats) {
            $0.deliveries += [
                .accepted("msg_2"), Delivery(webhookID: "msg_2", hash: 100, status: nil, arrivedAt: .at(9)),
            ]
        },
        Doctored("a delivery has an id of its own", .identity) { $0.deliveries.append(.accepted("msg_9")) },
        Doctored("other bytes were delivered", .sameBytes) { $0.deliveries[0].hash += 1 },
        Doctored("a repetition has other bytes", .sameBytes) {
            var other = Delivery.accepted("msg_2")
            other.hash += 1
            $0.deliveries.append(other)
        },
        Doctored("an attempt has no row", .history) {
            $0.ledger.attempts[2]?.remove(at: 1)
            $0.ledger.jobs[1].failures = 0
        },
        Doctored("an attempt has a row and is not counted", .history) { $0.ledger.jobs[0].attempts = 0 },
        Doctored("a crash is counted as a failure", .counters) { $0.ledger.jobs[1].failures = 2 },
        Doctored("a crash has used up a retry", .counters) {
            $0.ledger.jobs[1].state = "discarded"
            ($0.ledger.jobs[1].maxRetries, $0.ledger.jobs[1].errorClass) = (2, "webhook_status")
            $0.ledger.jobs[1].failures = 2
            $0.ledger.attempts[2]?[3] = .init(2, 4, "discarded", status: 500)
            $0.deliveries[2].status = 500
        },
        Doctored("a job is deleted before it arrived, where the old ones are", .durable) {
            $0.isPruned = true
            $0.ledger.jobs.removeLast()
        },
        Doctored("a deferral is not counted", .counters) { $0.ledger.jobs[1].deferrals = 0 },
        Doctored("a crash is not counted", .counters) { $0.ledger.jobs[1].crashes = 0 },
        Doctored("an attempt collects what was frozen", .collectedOnce) { $0.ledger.attempts[2]?[3].requests = 1 },
        Doctored("GitHub is asked for what was sent", .collectedOnce) {
            $0.collections.append(Collection(task: "octocat/r1", arrivedAt: .at(11)))
        },
        Doctored("an innocent job is poison", .innocent) { $0.poison = [] },
        Doctored("the file is corrupt", .sound) { $0.ledger.complaints = ["row 1 missing from index jobs_due"] },
    ]

    static let harmless = [
        Doctored("a cancelled job is pruned") {
            $0.tasks[0].deletions = 1
            $0.ledger.jobs.removeFirst()
        },
        Doctored("a completed job is pruned") {
            $0.isPruned = true
            $0.ledger.jobs.removeFirst()
        },
        Doctored("one repetition for the attempt that crashed") { $0.deliveries.append(.accepted("msg_2")) },
        Doctored("a redelivery") {
            $0.tasks[0].redeliveries = 1
            $0.deliveries.append(.accepted("msg_1"))
            $0.ledger.attempts[1]?.append(.init(1, 2, "completed", status: 200))
            $0.ledger.jobs[0].attempts = 2
        },
        Doctored("a job that was discarded, and tried again after its payload was pruned") {
            $0.tasks[1].retries = 1
            $0.ledger.jobs[1].failures = 0
            $0.ledger.attempts[2]?[3].requests = 4
            $0.collections.append(Collection(task: "octocat/r2", arrivedAt: .at(11)))
            $0.deliveries[1].hash += 1
        },
    ]
}

extension Evidence {
    /// Three tasks: delivered at once; delivered after a deferral, a failure and a crash; and poison.
    static let sound = Evidence(
        ledger: Ledger(
            jobs: [
                .init(1, "completed", attempts: 1),
                .init(2, "completed", attempts: 4, failures: 1, deferrals: 1, crashes: 1),
                .init(3, "discarded", attempts: 10, crashes: 10, errorClass: "poison"),
            ],
            attempts: [
                1: [.init(1, 1, "completed", status: 200, requests: 3)],
                2: [
                    .init(2, 1, "deferred", stage: "collect", status: 403, requests: 1),
                    .init(2, 2, "failed", status: 500, requests: 2), .init(2, 3, "crashed"),
                    .init(2, 4, "completed", status: 200),
                ],
                3: (1...10).map { .init(3, $0, "crashed", stage: "collect") },
            ],
            payloads: [1: 100, 2: 100]
        ),
        tasks: (1...3).map { AcceptedTask(id: $0, webhookID: "msg_\($0)", task: "octocat/r\($0)") },
        deliveries: [
            .accepted("msg_1"), Delivery(webhookID: "msg_2", hash: 100, status: 500, arrivedAt: .at(8)),
            .accepted("msg_2"),
        ],
        collections: (1...3).map { Collection(task: "octocat/r\($0)", arrivedAt: .at(Double($0))) },
        poison: ["octocat/r3"]
    )
}

extension Ledger.Job {
    fileprivate init(
        _ id: Int64, _ state: String, attempts: Int, failures: Int = 0, deferrals: Int = 0, crashes: Int = 0,
        errorClass: String? = nil
    ) {
        self.init(
            id: id, webhookID: "msg_\(id)", task: "octocat/r\(id)", destination: "default", state: state,
            attempts: attempts, failures: failures, deferrals: deferrals, crashes: crashes, errorClass: errorClass
        )
    }
}

extension Ledger.Attempt {
    fileprivate init(
        _ job: Int64, _ number: Int, _ result: String, stage: String = "deliver", status: Int? = nil, requests: Int = 0
    ) {
        self.init(
            jobID: job, number: number, result: result, stage: stage, httpStatus: status, requests: requests
        )
    }
}

extension Delivery {
    fileprivate static func accepted(_ webhookID: String) -> Delivery {
        Delivery(webhookID: webhookID, hash: 100, status: 200, arrivedAt: .at(10))
    }
}

extension Date {
    fileprivate static func at(_ seconds: Double) -> Date {
        Date(timeIntervalSince1970: seconds)
    }
}
