import GRDB
import GRDBSQLite
import Jobs
import TestSupport
import Testing

@testable import JobStore

/// How SQLite means to answer what is asked all the time: by an index, and never by a look at every row.
struct PlanTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    private func plan(of sql: String) async throws -> String {
        try await store.writer.write { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            statement.setUncheckedArguments([])
            return try Row.fetchAll(statement).map { $0["detail"] as String }.joined(separator: "\n")
        }
    }

    /// One range of an index for each priority, one after the other, and nothing that is sorted or looked at row by row.
    private func expectRanges(of index: String, in plan: String) {
        let searches = plan.split(separator: "\n").filter {
            $0.hasPrefix("SEARCH jobs USING") && $0.contains("(priority=?")
        }
        #expect(searches.count == Priority.levels.count, "\(plan)")
        #expect(searches.allSatisfy { $0.contains("INDEX \(index) (") }, "\(plan)")
        #expect(!plan.contains("SCAN jobs") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test(arguments: [false, true], [false, true])
    func `what is due to be delivered is found by the index of just that`(held: Bool, busy: Bool) async throws {
        let claim = SQLiteStore.claimSQL(only: .deliver, skippingHeld: held, skippingBusy: busy)
        for sql in [claim, SQLiteStore.nextRunSQL(only: .deliver, skippingBusy: busy)] {
            expectRanges(of: "jobs_due_to_deliver", in: try await plan(of: sql))
        }
    }

    @Test(arguments: [false, true], [false, true])
    func `what is due is found by the index of what is due`(held: Bool, busy: Bool) async throws {
        let claim = SQLiteStore.claimSQL(only: nil, skippingHeld: held, skippingBusy: busy)
        for sql in [
            claim, SQLiteStore.nextRunSQL(only: nil, skippingBusy: busy),
            SQLiteStore.holdSQL(only: nil, skippingBusy: busy),
        ] {
            expectRanges(of: "jobs_due", in: try await plan(of: sql))
        }
    }

    @Test(arguments: [false, true])
    func `held jobs are looked at once for each destination, and of those that are released only`(
        busy: Bool
    ) async throws {
        let plan = try await plan(of: SQLiteStore.releaseSQL(skippingBusy: busy))
        #expect(plan.contains("jobs_held (destination=?)") && plan.contains("jobs_held (destination>?)"), "\(plan)")
        #expect(!plan.contains("SCAN jobs") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test func `held jobs of a destination of which none may come cost a claim no more the more there are`()
        async throws
    {
        var steps: [CInt] = []
        for count in [100, 10_000] {
            steps.append(
                try await store.writer.write { db in
                    try db.execute(
                        sql: """
                            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
                            INSERT INTO jobs (username, repository, state) SELECT 'octocat', 'r\(count)-' || i, 'held' FROM n
                            """)
                    let release = try db.makeStatement(sql: SQLiteStore.releaseSQL(skippingBusy: true))
                    try release.execute(arguments: ["limit": 1000] &+ SQLiteStore.list([.default]))
                    return sqlite3_stmt_status(release.sqliteStatement, SQLITE_STMTSTATUS_VM_STEP, 0)
                })
        }
        #expect(steps[0] > 0 && steps[1] == steps[0])
    }

    @Test(arguments: [(nil as Stage?, "jobs_held"), (.deliver, "jobs_held_to_deliver")])
    func `what is held, and its next probes, are found by indexes of just that`(
        stage: Stage?, index: String
    ) async throws {
        for sql in [SQLiteStore.dueProbesSQL(only: stage), SQLiteStore.nextProbeSQL(only: stage)] {
            let plan = try await plan(of: sql)
            #expect(plan.contains("destinations_held") && plan.contains("INDEX \(index) (destination=?)"), "\(plan)")
            #expect(!plan.contains("SCAN jobs") && !plan.contains("TEMP B-TREE"), "\(plan)")
        }
        #expect(try await plan(of: SQLiteStore.isAnyHeldSQL).contains("destinations_held"))
    }

    @Test func `the oldest collection, and what is let go of, are found by an index`() async throws {
        let plans = try await [
            plan(of: SQLiteStore.oldestCollectionSQL), plan(of: SQLiteStore.evictPageSQL),
            plan(of: SQLiteStore.evictNamesSQL),
        ]
        for (plan, index) in zip(plans, ["jobs_collecting", "pages_by_age", "users_by_age"]) {
            #expect(plan.contains(index) && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }

    @Test func `what is to be pruned is found by the index of what is kept`() async throws {
        let plan = try await plan(of: SQLiteStore.prunableSQL)
        #expect(
            plan.contains("SEARCH jobs USING INDEX jobs_kept") || plan.contains("COVERING INDEX jobs_kept"), "\(plan)")
        #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test(arguments: [JobState.completed, .discarded, .cancelled])
    func `old jobs are found by the index of just their state`(state: JobState) async throws {
        let plan = try await plan(of: SQLiteStore.prunableJobsSQL(state))
        #expect(plan.contains("INDEX jobs_\(state.rawValue) (finished_at_ms<?)"), "\(plan)")
        #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test func `keys to be pruned are found by their age, and a key by itself`() async throws {
        let old = try await plan(of: SQLiteStore.prunableKeysSQL)
        #expect(old.contains("COVERING INDEX idempotency_keys_by_age (created_at_ms<?)"), "\(old)")
        let one = try await plan(of: SQLiteStore.keptAnswerSQL)
        #expect(one.contains("(client=? AND key=?)"), "\(one)")
        for plan in [old, one] { #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)") }
    }

    @Test func `destinations to be forgotten are found by their age`() async throws {
        let plan = try await plan(of: SQLiteStore.prunableDestinationsSQL)
        #expect(plan.contains("INDEX destinations_by_age (noted_at_ms<?)"), "\(plan)")
        #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test func `names are found one by one`() async throws {
        let plan = try await plan(of: SQLiteStore.namesSQL)
        #expect(plan.contains("SEARCH users USING PRIMARY KEY (api=? AND login=?)"), "\(plan)")
        #expect(!plan.contains("SCAN users"), "\(plan)")
    }

    @Test(arguments: [
        (ListPath.repository, "jobs_by_task (username=? AND repository=? AND rowid<?)"),
        (.username, "jobs_by_task (username=?"), (.errorClass, "jobs_by_error (error_class=? AND rowid<?)"),
        (.state, "jobs_by_state (state=? AND rowid<?)"),
        (.creation, "jobs_by_creation (created_at_ms>? AND created_at_ms<?)"),
        (.number, "INTEGER PRIMARY KEY (rowid<?)"),
    ])
    func `a list is read from an index, in its order`(path: ListPath, index: String) async throws {
        let plan = try await plan(of: SQLiteStore.listSQL(path))
        #expect(plan.contains("SEARCH jobs USING") && plan.contains(index) && !plan.contains("SCAN"), "\(plan)")
        // The few jobs of one account are the only ones that are sorted.
        #expect(plan.contains("TEMP B-TREE") == (path == .username), "\(plan)")
    }

    @Test func `each single filter has a way of its own`() throws {
        func path(_ filter: JobFilter, isRare: Bool = true) -> ListPath { ListPath(filter) { _ in isRare } }
        #expect(path(JobFilter(state: .running)) == .state && path(JobFilter(state: .completed)) == .number)
        #expect(path(JobFilter(username: "a")) == .username && path(JobFilter(username: "a"), isRare: false) == .number)
        #expect(path(JobFilter(username: "a", repository: "b"), isRare: false) == .repository)
        #expect(path(JobFilter(errorClass: .crash)) == .errorClass && path(JobFilter()) == .number)
        #expect(path(JobFilter(createdAfter: start)) == .creation && path(JobFilter(createdBefore: start)) == .creation)
        #expect(path(JobFilter(state: .queued, username: "a"), isRare: false) == .state)
        #expect(path(JobFilter(state: .completed, createdAfter: start)) == .creation)
    }

    @Test func `what a dead process left behind is found by its state`() async throws {
        let plan = try await plan(of: "SELECT id FROM jobs WHERE \(SQLiteStore.left)")
        #expect(plan.contains("jobs_by_state (state=?)") && !plan.contains("SCAN"), "\(plan)")
    }

    @Test func `what has been due for longest, and what is next, is the first of an index`() async throws {
        for sql in [SQLiteStore.oldestDueSQL, SQLiteStore.nextDueSQL] {
            expectRanges(of: "jobs_due", in: try await plan(of: sql))
        }
    }
}
