import Foundation
import Loopback
import TestSupport
import Testing

/// Real answers of GitHub's, if they are there: in the folder that HOOKME_RECORDINGS names, or beside the repository.
@Suite(.timeLimit(.minutes(2)))
struct RecordingTests {
    private static let folder: String? = {
        let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../shared/github-recordings").standardized.path
        let folder = ProcessInfo.processInfo.environment["HOOKME_RECORDINGS"] ?? beside
        return FileManager.default.fileExists(atPath: folder + "/users.json") ? folder : nil
    }()

    @Test(
        .enabled(if: folder != nil, "the recordings of GitHub's answers are not here; set HOOKME_RECORDINGS"),
        arguments: [
            ("hub4j", "github-api", "repo-hub4j-github-api.json"),
            ("sigmavirus24", "github3.py", "repo-sigmavirus24-github3.py.json"),
            ("betamaxpy", "betamax", "repo-betamaxpy-betamax.json"),
            ("sigmavirus24", "betamax", "repo-betamaxpy-betamax.json"),
            ("hub4j-test-org", "empty", "repo-hub4j-test-org-empty.json"),
        ],
        ["", "t0ken"]
    )
    func `what GitHub once said is delivered right to the field`(
        recording: (owner: String, name: String, file: String), token: String
    ) async throws {
        let (owner, name, file) = recording
        let folder = try #require(Self.folder)
        let recordings = try GitHubRecordings(folder: folder)
        let github = LoopbackGitHub(repositories: recordings.repositories, users: recordings.users)
        try await World.run(github: github) { world in
            try await world.withDaemon(["API_TOKEN": token]) { daemon in
                _ = try await daemon.post(name, of: owner)
                try await world.delivered(1)
            }
            let delivery = try #require(world.receiver.log.exchanges.first)
            let payload = try #require(object(Data(delivery.body)))
            let recorded = try #require(try object(read(folder, file)))
            let users = try #require(try object(read(folder, "users.json")))

            #expect(payload["user"] as? String == owner && payload["repository"] as? String == name)
            #expect(payload["issues"] as? NSArray == expectedIssues(recorded))
            #expect(payload["contributors"] as? NSArray == expectedContributors(recorded, users))
            let meta = try #require(payload["meta"] as? [String: Any])
            #expect(meta["issues_complete"] as? Bool == true && meta["contributors_complete"] as? Bool == true)
            #expect(meta["error"] == nil)
        }
    }

    /// The open issues that are no pull requests, in GitHub's order.
    private func expectedIssues(_ recorded: [String: Any]) -> NSArray {
        let issues = recorded["issues"] as? [[String: Any]] ?? []
        return issues.filter { issue in
            let pullRequest = issue["pull_request"] as? [String: Any]
            return issue["state"] as? String == "open" && !(pullRequest?["url"] is String)
        }.map { issue -> [String: Any] in
            let author = (issue["user"] as? [String: Any])?["login"]
            return ["title": issue["title"] ?? NSNull(), "author": author ?? NSNull(), "labels": issue["labels"] ?? []]
        } as NSArray
    }

    /// Those with an account, then the anonymous ones.
    private func expectedContributors(_ recorded: [String: Any], _ users: [String: Any]) -> NSArray {
        let known = recorded["contributors"] as? [[String: Any]] ?? []
        let anonymous = recorded["anonymous"] as? [[String: Any]] ?? []
        let withAccount = known.map { contributor -> [String: Any] in
            let login = contributor["login"] as? String ?? ""
            let user = contributor["type"] as? String == "User" ? users[login] as? [String: Any] : nil
            return [
                "user": login, "name": user?["name"] ?? NSNull(),
                "qtd_commits": contributor["contributions"] ?? NSNull(),
            ]
        }
        let withoutAccount = anonymous.map { contributor -> [String: Any] in
            [
                "user": NSNull(), "name": contributor["name"] ?? NSNull(),
                "qtd_commits": contributor["contributions"] ?? NSNull(),
            ]
        }
        return withAccount + withoutAccount as NSArray
    }

    private func read(_ folder: String, _ file: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder + "/" + file))
    }

    private func object(_ data: Data) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }
}
