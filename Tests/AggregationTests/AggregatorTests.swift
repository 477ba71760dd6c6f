import GitHub
import Jobs
import Loopback
import Testing

@testable import Aggregation

@Suite(.timeLimit(.minutes(1)))
struct AggregatorTests {
    private let meter = RequestMeter()

    private func collect(from github: LoopbackGitHub, _ job: Job? = nil) async throws -> ReceivedPayload {
        let job = try job ?? .fixture()
        return try await withAggregator(on: github) {
            try ReceivedPayload(try await $0.collect(for: job, meter: meter))
        }
    }

    @Test func `issues, contributors and their names come together`() async throws {
        let repository = GitHubRepository.sample(
            issues: 120, pullRequests: 30, closedIssues: 10, contributors: 5, anonymous: 2
        )
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        let payload = try await collect(from: github)
        #expect(payload.user == "octocat")
        #expect(payload.repository == "Hello-World")
        #expect(payload.issues.map(\.title) == repository.issues.prefix(120).map(\.title))
        #expect(payload.issues.map(\.author) == repository.issues.prefix(120).map(\.author))
        #expect(
            payload.contributors == [
                Payload.Contributor(name: "Name of octocat", user: "octocat", commits: 6),
                Payload.Contributor(name: nil, user: "dependabot[bot]", commits: 5),
                Payload.Contributor(name: nil, user: "contributor-2", commits: 4),
                Payload.Contributor(name: "Name of contributor-3", user: "contributor-3", commits: 3),
                Payload.Contributor(name: "Name of contributor-4", user: "contributor-4", commits: 2),
                Payload.Contributor(name: "Anne 0", user: nil, commits: 1),
                Payload.Contributor(name: "Anne 1", user: nil, commits: 1),
            ]
        )
        #expect(payload.meta.isIssuesComplete)
        #expect(payload.meta.isContributorsComplete)
        #expect(payload.meta.error == nil)
        // Two pages of issues, one of contributors, four users; nobody asks for a bot's name.
        #expect(payload.meta.githubRequests == 7)
        #expect(github.log.count == 7)
        #expect(!github.log.exchanges.contains { $0.target.contains("dependabot") })
    }

    @Test func `no e-mail address leaves`() async throws {
        let github = LoopbackGitHub(repositories: [.sample(issues: 1, contributors: 0, anonymous: 3)])
        let job = try Job.fixture()
        let frozen = try await withAggregator(on: github) { try await $0.collect(for: job, meter: meter) }
        #expect(frozen.body.contains("Anne 2"))
        #expect(!frozen.body.contains("@"))
    }

    @Test func `the bytes are those of the payload, at the moment of the collection`() async throws {
        let moment = Timestamp(millisecondsSinceEpoch: 1_763_938_800_123)
        let github = LoopbackGitHub(repositories: [.sample(issues: 3, contributors: 0)])
        let job = try Job.fixture()
        let clock: WallClock = { moment }
        let frozen = try await withAggregator(on: github, now: clock) {
            try await $0.collect(for: job, meter: meter)
        }
        #expect(frozen.collectedAt == moment)
        #expect(frozen.body.contains(#""collected_at":"2025-11-23T23:00:00.123Z""#))
        #expect(frozen.body.contains(#""github_requests":2"#))
    }

    @Test func `an old name is kept as the task wrote it, with the number it leads to`() async throws {
        var repository = GitHubRepository.sample(issues: 1, contributors: 0)
        repository.formerNames = ["octocat/Old"]
        let payload = try await collect(from: LoopbackGitHub(repositories: [repository]), .fixture("octocat", "Old"))
        #expect(payload.repository == "Old")
        #expect(payload.issues.count == 1)
        #expect(payload.meta.repositoryID == 1_296_269)
        #expect(payload.meta.githubRequests == 4)
    }

    @Test func `a repository that GitHub does not have is reported as that`() async throws {
        let payload = try await collect(from: LoopbackGitHub())
        #expect(payload.issues.isEmpty && payload.contributors.isEmpty)
        #expect(!payload.meta.isIssuesComplete && !payload.meta.isContributorsComplete)
        #expect(payload.meta.error == Payload.Problem(status: 404, message: "Not Found"))
        // The second asks for the repository itself: a 404 is believed when it is confirmed.
        #expect(payload.meta.githubRequests == 2)
    }

    @Test func `a repository that GitHub may not show is reported as that`() async throws {
        let blocked = GitHubRepository(id: 1, owner: "octocat", name: "Hello-World", traits: [.blocked])
        let payload = try await collect(from: LoopbackGitHub(repositories: [blocked]))
        #expect(payload.meta.error == Payload.Problem(status: 451, message: "Repository access blocked"))
        #expect(!payload.meta.isIssuesComplete && !payload.meta.isContributorsComplete)
    }

    @Test func `a repository that vanishes half way is reported as not there`() async throws {
        let github = LoopbackGitHub(repositories: [.sample(issues: 3, contributors: 1)])
        github.faults.add(.answer(LoopbackAnswer(status: 404, body: #"{"message":"Not Found"}"#))) {
            !$0.path.hasSuffix("/issues")
        }
        let payload = try await collect(from: github)
        #expect(payload.issues.isEmpty)
        #expect(payload.meta.error == Payload.Problem(status: 404, message: "Not Found"))
        #expect(payload.meta.githubRequests == 3)
    }

    @Test func `a list that is missing from a repository that is there fails the collection`() async throws {
        let github = LoopbackGitHub(repositories: [.sample(issues: 3, contributors: 1)])
        github.faults.add(.answer(LoopbackAnswer(status: 404, body: #"{"message":"Not Found"}"#))) {
            $0.path.hasSuffix("/contributors")
        }
        await #expect(throws: GitHubError.answer("404 for a list of a repository that is there")) {
            try await collect(from: github)
        }
    }

    @Test func `an empty repository is complete`() async throws {
        let empty = GitHubRepository(id: 1, owner: "octocat", name: "Hello-World", traits: [.withoutCommits])
        let payload = try await collect(from: LoopbackGitHub(repositories: [empty]))
        #expect(payload.issues.isEmpty && payload.contributors.isEmpty)
        #expect(payload.meta.isIssuesComplete && payload.meta.isContributorsComplete)
        #expect(payload.meta.error == nil)
    }

    @Test func `issues that are switched off are missing, and nothing else is`() async throws {
        var repository = GitHubRepository.sample(issues: 0, contributors: 1)
        repository.traits = [.withoutIssues]
        let payload = try await collect(
            from: LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        )
        #expect(!payload.meta.isIssuesComplete)
        #expect(payload.meta.issuesError == Payload.Problem(status: 410, message: "Issues are disabled for this repo"))
        #expect(payload.meta.isContributorsComplete)
        #expect(payload.contributors.count == 1)
    }

    @Test func `contributors that GitHub cannot list are missing, and nothing else is`() async throws {
        var repository = GitHubRepository.sample(issues: 2, contributors: 1)
        repository.traits = [.tooLargeHistory]
        let payload = try await collect(from: LoopbackGitHub(repositories: [repository]))
        #expect(payload.issues.count == 2)
        #expect(payload.meta.isIssuesComplete)
        #expect(payload.contributors.isEmpty)
        #expect(!payload.meta.isContributorsComplete)
        #expect(payload.meta.contributorsError?.status == 403)
    }

    @Test func `a user who is gone has no name`() async throws {
        let payload = try await collect(
            from: LoopbackGitHub(repositories: [.sample(issues: 0, contributors: 1)], users: [])
        )
        #expect(payload.contributors == [Payload.Contributor(name: nil, user: "octocat", commits: 2)])
        #expect(payload.meta.isContributorsComplete)
    }

    @Test func `a name that cannot be read fails the collection, and the requests are counted`() async throws {
        let repository = GitHubRepository.sample(issues: 1, contributors: 3)
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        github.faults.add(.status(502)) { $0.path == "/users/contributor-2" }
        await #expect(throws: GitHubError.status(502, message: "")) { try await collect(from: github) }
        #expect(meter.count == 4)
    }

    @Test func `a cancelled collection says so and asks no more`() async throws {
        let repository = GitHubRepository.sample(issues: 1, contributors: 5)
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        github.faults.add(.silence(.seconds(60))) { $0.path == "/users/contributor-2" }
        let job = try Job.fixture()
        let error = try await withAggregator(on: github) { aggregator in
            await withTaskGroup(of: GitHubError?.self) { group in
                group.addTask {
                    do throws(GitHubError) {
                        _ = try await aggregator.collect(for: job, meter: meter)
                        return nil
                    } catch {
                        return error
                    }
                }
                _ = try? await github.log.first(1) { $0.path == "/users/contributor-2" }
                group.cancelAll()
                return await group.next() ?? nil
            }
        }
        #expect(error == .cancelled)
        #expect(meter.count == 4)
        #expect(github.log.count == 4)
    }
}
