import Jobs
import Testing

struct RepositoryNameTests {
    @Test(arguments: [
        ("octocat", "Hello-World"), ("a", ".github"), ("A-1", "..."), ("old-", "x_y.z"), ("dependabot[bot]", "r"),
        (String(repeating: "a", count: 39), String(repeating: "r", count: 100)),
    ])
    func `a name that GitHub could have is accepted as it is written`(username: String, repository: String) throws {
        let name = try RepositoryName(username: username, repository: repository)
        #expect("\(name)" == "\(username)/\(repository)")
    }

    @Test(arguments: [
        "", "-a", "a--b", "a_b", "a.b", "a/b", "a b", "ä", "a\u{0}", "[bot]", "a[bot]b", "a[bot][bot]",
        String(repeating: "a", count: 40),
    ])
    func `a login that GitHub could not have is refused`(username: String) {
        #expect(throws: InvalidName.username) { try RepositoryName(username: username, repository: "r") }
    }

    @Test(arguments: ["", ".", "..", "a/b", "../x", "a b", "ä", "a?b", "a\u{0}", String(repeating: "r", count: 101)])
    func `a repository that GitHub could not have is refused`(repository: String) {
        #expect(throws: InvalidName.repository) { try RepositoryName(username: "octocat", repository: repository) }
    }
}
