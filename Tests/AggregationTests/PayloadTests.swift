import Jobs
import Testing

@testable import Aggregation
@testable import GitHub

struct PayloadTests {
    private static let moment = Timestamp(millisecondsSinceEpoch: 1_763_938_800_123)

    private func payload() throws -> PayloadDraft {
        var payload = PayloadDraft(
            try .fixture(), since: Timestamp(millisecondsSinceEpoch: 1_700_000_000_000), limits: CollectionLimits()
        )
        payload.meta.collectedAt = Self.moment
        payload.meta.githubRequests = 3
        return payload
    }

    @Test func `it is written with the wire's names, sorted, and with every null`() throws {
        var payload = try payload()
        try payload.add([
            ListedIssue(
                number: 2, title: "Über / \"quotes\" 💥", author: "mona",
                labels: [
                    .object([
                        "name": .string("bug"), "id": .integer(208_045_946), "default": .bool(true),
                        "description": .null,
                    ]),
                    .string("help wanted"),
                ],
                isPullRequest: false
            ),
            ListedIssue(number: 1, title: "", author: nil, labels: [], isPullRequest: false),
        ])
        try payload.add(
            [
                ListedContributor(login: "mona", type: "User", contributions: 12),
                ListedContributor(login: nil, type: "Anonymous", name: "Anne", contributions: 1),
                ListedContributor(login: "renovate[bot]", type: "Bot", contributions: 1),
            ],
            ["mona": "Mona Lisa"]
        )
        let body =
            #"{"contributors":["#
            + #"{"name":"Mona Lisa","qtd_commits":12,"user":"mona"},"#
            + #"{"name":"Anne","qtd_commits":1,"user":null},"#
            + #"{"name":null,"qtd_commits":1,"user":"renovate[bot]"}],"#
            + #""issues":[{"author":"mona","labels":["#
            + #"{"default":true,"description":null,"id":208045946,"name":"bug"},"help wanted"],"#
            + #""title":"Über / \"quotes\" 💥"},{"author":null,"labels":[],"title":""}],"#
            + #""meta":{"collected_at":"2025-11-23T23:00:00.123Z","collecting_since":"2023-11-14T22:13:20.000Z","contributors_complete":true,"#
            + #""github_requests":3,"issues_complete":true,"job_id":7},"#
            + #""repository":"Hello-World","user":"octocat"}"#
        #expect(try payload.frozen() == FrozenPayload(body: body, collectedAt: Self.moment))
    }

    @Test func `what is missing says so beside the lists`() throws {
        var payload = try payload()
        payload.meta.isIssuesComplete = false
        payload.meta.isContributorsComplete = false
        payload.meta.repositoryID = 1_296_269
        payload.meta.issuesError = Payload.Problem(status: 410, message: "disabled")
        payload.meta.contributorsError = Payload.Problem(status: 403, message: "too large")
        let body =
            #"{"contributors":[],"issues":[],"meta":{"collected_at":"2025-11-23T23:00:00.123Z","#
            + #""collecting_since":"2023-11-14T22:13:20.000Z","#
            + #""contributors_complete":false,"contributors_error":{"message":"too large","status":403},"#
            + #""github_requests":3,"issues_complete":false,"issues_error":{"message":"disabled","status":410},"#
            + #""job_id":7,"repository_id":1296269},"repository":"Hello-World","user":"octocat"}"#
        #expect(try payload.frozen().body == body)
    }

    @Test func `a repository that is not there is not an empty one`() throws {
        var payload = try payload().without(Payload.Problem(status: 404, message: "Not Found"))
        payload.meta.collectedAt = Self.moment
        let body =
            #"{"contributors":[],"issues":[],"meta":{"collected_at":"2025-11-23T23:00:00.123Z","#
            + #""collecting_since":"2023-11-14T22:13:20.000Z","#
            + #""contributors_complete":false,"error":{"message":"Not Found","status":404},"github_requests":0,"#
            + #""issues_complete":false,"job_id":7},"repository":"Hello-World","user":"octocat"}"#
        #expect(try payload.frozen().body == body)
    }

    @Test func `equal payloads give equal bytes`() throws {
        let keys = (0..<40).map { "key\($0)" }
        let bodies = try (0..<5).map { _ in
            var payload = try payload()
            let label = Dictionary(uniqueKeysWithValues: keys.shuffled().map { ($0, JSONValue.string($0)) })
            try payload.add([
                ListedIssue(number: 1, title: "a", author: nil, labels: [.object(label)], isPullRequest: false)
            ])
            return try payload.frozen().body
        }
        #expect(Set(bodies).count == 1)
    }
}
