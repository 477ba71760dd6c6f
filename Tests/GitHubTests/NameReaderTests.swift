import Jobs
import Loopback
import TestSupport
import Testing

@testable import GitHub

@Suite(.timeLimit(.minutes(1)))
struct NameReaderTests {
    private let storage = MemoryStorage()
    private let repository = GitHubRepository.sample(issues: 0, contributors: 250, anonymous: 2)

    private func github(isGraphQLAbsent: Bool = false) -> LoopbackGitHub {
        LoopbackGitHub(
            repositories: [repository], users: repository.sampleUsers, isGraphQLAbsent: isGraphQLAbsent
        )
    }

    private var expected: [String: String?] {
        Dictionary(
            uniqueKeysWithValues: repository.sampleUsers.filter { !$0.login.hasSuffix("[bot]") }.map {
                ($0.login.lowercased(), $0.name)
            }
        )
    }

    private func names(
        _ client: GitHubClient, since: Timestamp = .distantPast, _ meter: RequestMeter = RequestMeter()
    ) async throws -> [String: String?] {
        let everybody = try await client.contributors(to: .helloWorld, meter: RequestMeter()).items
        return try await client.names(of: everybody, for: Reading(since: since, meter: meter))
    }

    @Test func `with a token a hundred names are one query`() async throws {
        let github = github()
        let meter = RequestMeter()
        let read = try await withGitHub(github, storage: storage) { try await names($0, meter) }
        #expect(read == expected)
        #expect(meter.count == 3)
        #expect(github.graphQLPointsSpent == 3)
        #expect(storage.names == expected)
    }

    @Test func `without a token they are read one by one`() async throws {
        let github = github()
        let meter = RequestMeter()
        let read = try await withGitHub(github, token: nil, storage: storage) { try await names($0, meter) }
        #expect(read == expected)
        #expect(meter.count == 249)
        #expect(github.graphQLPointsSpent == 0)
    }

    @Test func `an Enterprise Server is queried beside its version`() async throws {
        let github = LoopbackGitHub(
            repositories: [repository], users: repository.sampleUsers, isEnterprise: true
        )
        let read = try await withGitHub(github, path: "/api/v3", storage: storage) { try await names($0) }
        #expect(read == expected)
        #expect(github.log.exchanges.count { $0.method == "POST" && $0.target == "/api/graphql" } == 3)
    }

    @Test(arguments: [nil, 400, 403, 422, 200])
    func `where GraphQL is refused or absent they are read one by one, and it is not asked again`(
        refusal: Int?
    ) async throws {
        let github = github(isGraphQLAbsent: refusal == nil)
        if let refusal {
            let body =
                refusal == 200
                ? #"{"errors":[{"message":"Field 'nodes' doesn't exist","extensions":{"code":"undefinedField"}}]}"#
                : #"{"message":"Resource not accessible"}"#
            github.faults.add(.answer(LoopbackAnswer(status: refusal, body: body))) { $0.method == "POST" }
        }
        try await withGitHub(github, storage: storage) { client async throws in
            #expect(try await names(client) == expected)
            #expect(try await names(client, since: .distantPast) == expected)
        }
        #expect(github.log.exchanges.count { $0.method == "POST" } == 1)
    }

    @Test func `who is gone has no name, and that is remembered`() async throws {
        let github = LoopbackGitHub(repositories: [repository], users: [])
        try await withGitHub(github, storage: storage) { client async throws in
            let names = try await names(client)
            #expect(names.count == 249 && names.values.allSatisfy { $0 == nil })
            _ = try await self.names(client)
        }
        #expect(github.graphQLPointsSpent == 3)
        #expect(storage.names.count == 249)
    }

    @Test func `whom GraphQL cannot read is read by REST, and the others are not`() async throws {
        let github = github()
        github.faults.add(
            .answer(
                LoopbackAnswer(
                    status: 200,
                    body: """
                        {"data":{"nodes":[{"name":"First"},null,null,{}]},"errors":[
                        {"type":"SERVICE_UNAVAILABLE","path":["nodes",1],"message":"Something went wrong"},
                        {"type":"NOT_FOUND","path":["nodes",2],"message":"Could not resolve"}]}
                        """
                )
            )
        ) { $0.method == "POST" }
        let users = [0, 3, 4, 6].map { index in
            ListedContributor(
                login: repository.contributors[index].login, type: "User", contributions: 1, nodeID: "U_\(index)"
            )
        }
        let names = try await withGitHub(github, storage: storage) {
            try await $0.names(of: users, for: .anew())
        }
        #expect(
            names == [
                "octocat": "First", "contributor-3": "Name of contributor-3", "contributor-4": nil,
                "contributor-6": nil,
            ]
        )
        #expect(github.log.exchanges.map(\.target) == ["/graphql", "/users/contributor-3"])
    }

    @Test func `a failed query fails the attempt, and nothing of it is remembered`() async throws {
        let github = github()
        github.faults.add(.status(502)) { $0.method == "POST" }
        await #expect(throws: GitHubError.status(502, message: "")) {
            try await withGitHub(github, storage: storage) { try await names($0) }
        }
        #expect(storage.names.isEmpty)
    }

    @Test(arguments: [
        (#"{"errors":[{"message":"You have exceeded a secondary rate limit."}]}"#, 60),
        (#"{"message":"You have exceeded a secondary rate limit."}"#, 60), (#"{"data":null}"#, 90),
    ])
    func `the secondary limit in a 200 closes the gate for all`(body: String, seconds: Int64) async throws {
        let github = github()
        let headers = seconds == 60 ? [:] : ["retry-after": "\(seconds)"]
        github.faults.add(.answer(LoopbackAnswer(status: 200, headers: headers, body: body))) { $0.method == "POST" }
        let now = Timestamp.now()
        let clock: WallClock = { now }
        try await withGitHub(github, storage: storage, now: clock) { client async throws in
            let until = now + .seconds(seconds)
            await #expect(throws: GitHubError.rateLimited(.secondary, until: until, status: 200)) {
                try await names(client)
            }
            #expect(client.closure(at: now) == GateClosure(until: until, reason: .secondary))
        }
    }

    @Test(arguments: [
        #"{"data":null,"errors":[{"message":"Something went wrong while executing your query."}]}"#,
        #"{"errors":[{"type":"SERVICE_UNAVAILABLE","message":"Try again"}]}"#, #"{"data":{"nodes":[]}}"#, "{}",
    ])
    func `a query that comes to nothing fails the attempt, and is no refusal`(body: String) async throws {
        let github = github()
        github.faults.add(.answer(LoopbackAnswer(status: 200, body: body)), times: 1) { $0.method == "POST" }
        try await withGitHub(github, storage: storage) { client async throws in
            let error = await #expect(throws: GitHubError.self) { try await names(client) }
            guard case .answer = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(storage.names.isEmpty)
            #expect(try await names(client) == expected)
        }
        #expect(!github.log.exchanges.contains { $0.path.hasPrefix("/users/") })
    }

    @Test func `who has no node for a reason that names nobody is read by REST`() async throws {
        let github = github()
        let body = #"{"data":{"nodes":[null]},"errors":[{"message":"Something went wrong"}]}"#
        github.faults.add(.answer(LoopbackAnswer(status: 200, body: body))) { $0.method == "POST" }
        let octocat = ListedContributor(login: "octocat", type: "User", contributions: 1, nodeID: "U_1")
        let names = try await withGitHub(github, storage: storage) { try await $0.names(of: [octocat], for: .anew()) }
        #expect(names == ["octocat": "Name of octocat"])
    }

    @Test func `a refusal of GraphQL is forgotten after an hour`() async throws {
        let github = github(isGraphQLAbsent: true)
        let clock = ManualClock()
        let now: WallClock = { clock.now }
        try await withGitHub(github, storage: storage, now: now) { client async throws in
            _ = try await names(client, since: .distantFuture)
            clock.advance(by: .seconds(3599))
            _ = try await names(client, since: .distantFuture)
            #expect(github.log.exchanges.count { $0.method == "POST" } == 1)
            clock.advance(by: .seconds(1))
            github.isGraphQLAbsent = false
            _ = try await client.names(
                of: [ListedContributor(login: "new", type: "User", contributions: 1, nodeID: "U_new")], for: .anew()
            )
            #expect(github.log.exchanges.count { $0.method == "POST" } == 2)
        }
    }

    @Test func `a name that is too old is read again, unless this collection has read it`() async throws {
        let github = github()
        let clock = ManualClock(Timestamp(millisecondsSinceEpoch: 1_700_000_000_000))
        let start = clock.now
        let now: WallClock = { clock.now }
        try await withGitHub(github, storage: storage, now: now, nameAge: .seconds(3600)) { client in
            _ = try await names(client, since: start)
            clock.advance(by: .seconds(3599))
            _ = try await names(client, since: clock.now)
            #expect(github.graphQLPointsSpent == 3)
            clock.advance(by: .seconds(2))
            _ = try await names(client, since: start)
            #expect(github.graphQLPointsSpent == 3)
            _ = try await names(client, since: clock.now)
            #expect(github.graphQLPointsSpent == 6)
        }
    }

    @Test(arguments: ["token", nil])
    func `however many want a name at once, it is read once`(token: String?) async throws {
        let github = github()
        try await withGitHub(github, token: token, storage: storage) { client async throws in
            let everybody = try await client.contributors(to: .helloWorld, meter: RequestMeter()).items
            let expected = expected
            try await withThrowingTaskGroup(of: Void.self) { group in
                for start in 0..<20 {
                    let some = Array(everybody[(start * 5)..<(start * 5 + 120)])
                    group.addTask {
                        let names = try await client.names(of: some, for: Reading(since: .distantPast, meter: .init()))
                        for login in some.compactMap(\.login) where !login.hasSuffix("[bot]") {
                            #expect(names[login.lowercased()] == expected[login.lowercased()])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let asked = token == nil ? github.log.exchanges.filter { $0.path.hasPrefix("/users/") }.map(\.target) : []
        #expect(asked.count == Set(asked).count)
        if token != nil { #expect(github.graphQLPointsSpent <= 21) }
    }

    @Test func `who waits for a name that another could not read reads it himself`() async throws {
        let github = github()
        let gate = Latch()
        github.faults.add(.status(502), times: 1) { $0.path == "/users/octocat" }
        github.faults.add(.held(until: gate.wait), times: 1) { $0.path == "/users/contributor-2" }
        try await withGitHub(github, token: nil, storage: storage) { client async throws in
            let octocat = ListedContributor(login: "octocat", type: "User", contributions: 1)
            let other = ListedContributor(login: "contributor-2", type: "User", contributions: 1)
            try await withThrowingTaskGroup(of: [String: String?]?.self) { group in
                group.addTask { try? await client.names(of: [other, octocat], for: .anew()) }
                try await github.log.first(1)
                group.addTask { try? await client.names(of: [octocat], for: .anew()) }
                gate.open()
                let results = try await group.reduce(into: []) { $0.append($1) }
                #expect(results.contains(nil))
                #expect(results.contains(["octocat": "Name of octocat"]))
            }
        }
    }

    @Test func `GraphQL's spent budget is no refusal of REST, and is waited for`() async throws {
        let github = github()
        github.graphQLBudget = .init(limit: 5000, remaining: 0)
        try await withGitHub(github, storage: storage) { client async throws in
            let error = await #expect(throws: GitHubError.self) { try await names(client) }
            guard case .rateLimited(.graphQL, _, 200) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            // REST goes on; GraphQL is not asked again.
            await #expect(throws: GitHubError.self) { try await names(client) }
            #expect(client.closure(at: .now()) == nil)
        }
        #expect(github.log.exchanges.count { $0.method == "POST" } == 1)
        #expect(storage.saved.map(\.reason) == [.primary])
    }
}
