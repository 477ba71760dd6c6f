import Foundation
import Loopback
import Testing

/// Where the recordings are: HOOKME_RECORDINGS, or next to the checkout. They are no part of this repository.
private let recordingsFolder: String? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let candidates = [
        ProcessInfo.processInfo.environment["HOOKME_RECORDINGS"],
        package.deletingLastPathComponent().appending(path: "shared/github-recordings").path(),
    ]
    return candidates.compactMap(\.self).first { FileManager.default.fileExists(atPath: "\($0)/users.json") }
}()

@Suite(
    .enabled(if: recordingsFolder != nil, "no recordings: set HOOKME_RECORDINGS to their folder"),
    .timeLimit(.minutes(1))
)
struct GitHubRecordingsTests {
    private let folder: String
    private let recordings: GitHubRecordings

    init() throws {
        folder = try #require(recordingsFolder)
        recordings = try GitHubRecordings(folder: folder)
    }

    @Test func `every recorded issue and contributor is served with all its members, in order`() async throws {
        let github = LoopbackGitHub(repositories: recordings.repositories, users: recordings.users)
        try await withClient(of: github) { client in
            for repository in recordings.repositories {
                let file = repository.fullName.replacing("/", with: "-")
                let recorded = try read("repo-\(file).json")
                let issues = try await all(client, "/repositories/\(repository.id)/issues?state=all")
                #expect(try text(of: issues) == text(of: #require(recorded["issues"])))
                guard !repository.traits.contains(.withoutCommits) else { continue }
                let contributors = try await all(client, "/repositories/\(repository.id)/contributors?")
                #expect(try text(of: contributors) == text(of: #require(recorded["contributors"])))
            }
        }
    }

    @Test func `the facts of an issue are those of its JSON`() throws {
        let betamax = try #require(recordings.repositories.first { $0.fullName == "betamaxpy/betamax" })
        #expect(betamax.formerNames == ["sigmavirus24/betamax"])
        #expect(betamax.issues.count == 150)
        #expect(betamax.issues.count { $0.isOpen } == 16)
        #expect(betamax.issues.count { $0.isPullRequest } == 67)
        #expect(betamax.issues.first?.title == "Different results from Betamax vs Requests")
        #expect(betamax.issues.first?.author == "facetoe")
    }

    @Test func `an anonymous contributor stands where the commits put it`() async throws {
        try await withClient(of: LoopbackGitHub(repositories: recordings.repositories)) { client in
            let all = try await client.get("/repos/hub4j/github-api/contributors?anon=1&per_page=100").list
            let counts = all.compactMap { $0["contributions"] as? Int }
            #expect(counts == counts.sorted(by: >))
            #expect(all.count == 31)
            #expect(all.filter { $0["type"] as? String == "Anonymous" }.count == 1)
        }
    }

    @Test func `an empty repository and a renamed one answer as they did`() async throws {
        try await withClient(of: LoopbackGitHub(repositories: recordings.repositories)) { client in
            #expect(try await client.get("/repos/hub4j-test-org/empty/contributors").status == 204)
            let moved = try await client.get("/repos/sigmavirus24/betamax")
            #expect(moved.status == 301)
            #expect(moved["location"] == client.baseURL + "/repositories/11439734")
        }
    }

    @Test func `a recording keeps the types of its values`() async throws {
        try await withClient(of: LoopbackGitHub(repositories: recordings.repositories)) { client in
            let text = try await client.get("/repos/betamaxpy/betamax/issues?state=all&per_page=1").text
            for member in [#""number":150,"#, #""locked":false,"#, #""milestone":null,"#, #""labels":[],"#] {
                #expect(text.contains(member))
            }
        }
    }

    @Test func `users are served as recorded`() async throws {
        try await withClient(of: LoopbackGitHub(users: recordings.users)) { client in
            for (login, user) in try read("users.json") {
                let served = try await client.get("/users/\(login.uppercased())").object
                #expect(try text(of: served) == text(of: user))
            }
        }
    }

    @Test func `a recorded contributor is found by the recorded node id`() async throws {
        let github = LoopbackGitHub(repositories: recordings.repositories, users: recordings.users)
        try await withClient(of: github) { client in
            let listed = try await client.get("/repos/hub4j/github-api/contributors?per_page=100").list
            let known = Set(recordings.users.map { $0.login.lowercased() })
            let asked = listed.filter { known.contains(($0["login"] as? String ?? "").lowercased()) }
            #expect(asked.count >= 2)
            let found = try await client.query(ids: asked.compactMap { $0["node_id"] as? String })
            let nodes = try #require(try found.data?["nodes"] as? [[String: Any]])
            #expect(nodes.map { $0["login"] as? String } == asked.map { $0["login"] as? String })
            #expect(
                nodes.map { $0["name"] as? String }
                    == nodes.map { node in
                        recordings.users.first { $0.login == node["login"] as? String }?.name
                    })
        }
    }

    @Test func `whole answers can be played as faults`() async throws {
        let github = LoopbackGitHub(repositories: recordings.repositories)
        let kinds = recordings.answers.keys.sorted()
        for kind in kinds {
            github.faults.add(.answer(try #require(recordings.answers[kind])), times: 1)
        }
        let recorded = try read("responses.json")
        try await withClient(of: github) { client in
            for kind in kinds {
                let expected = try #require(recorded[kind] as? [String: Any])
                let reply = try await client.get("/repos/hub4j/github-api")
                #expect(reply.status == expected["status"] as? Int)
                #expect(reply.text == expected["body"] as? String)
                #expect(reply["location"]?.hasPrefix("\(client.baseURL)/repositories/") ?? (reply.status != 301))
            }
        }
        #expect(kinds.count >= 5)
    }

    private func read(_ file: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// Equal for JSON values that are equal.
    private func text(of json: Any) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: json, options: .sortedKeys), as: UTF8.self)
    }

    private func all(_ client: LoopbackClient, _ target: String) async throws -> [Any] {
        var elements: [Any] = []
        for page in 1... {
            let reply = try await client.get("\(target)&per_page=100&page=\(page)")
            elements += try reply.list as [Any]
            if reply["link"]?.contains(#"rel="next""#) != true { break }
        }
        return elements
    }
}

@Suite struct GitHubRecordingsErrorTests {
    @Test func `a folder that is not there is an error that names it`() {
        let error = #expect(throws: LoopbackError.self) { try GitHubRecordings(folder: "/no/such/folder") }
        #expect(error?.description.hasPrefix("/no/such/folder: ") == true)
    }
}
