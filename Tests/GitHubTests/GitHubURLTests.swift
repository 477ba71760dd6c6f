import Testing

@testable import GitHub

struct GitHubURLTests {
    @Test(arguments: [
        (
            "https://api.github.com", ["repos", "octocat", "Hello-World"],
            "https://api.github.com/repos/octocat/Hello-World"
        ),
        ("https://api.github.com/", ["users", "octocat"], "https://api.github.com/users/octocat"),
        ("https://ghe.example:8443/api/v3", ["users", "octocat"], "https://ghe.example:8443/api/v3/users/octocat"),
        ("https://api.github.com", ["users", "renovate[bot]"], "https://api.github.com/users/renovate%5Bbot%5D"),
        ("https://api.github.com", ["users", "../a?b#c"], "https://api.github.com/users/..%2Fa%3Fb%23c"),
        ("https://api.github.com", ["users", "ünï"], "https://api.github.com/users/%C3%BCn%C3%AF"),
        ("https://api.github.com", ["repos", "a", "b_c.d~e"], "https://api.github.com/repos/a/b_c.d~e"),
    ])
    func `a segment never becomes two`(base: String, segments: [String], url: String) {
        #expect(GitHubURL(base: base, segments: segments)?.text == url)
    }

    @Test(arguments: ["", "nonsense", "/api/v3"])
    func `what has no host is no base`(base: String) {
        #expect(GitHubURL(base: base, segments: ["users", "octocat"]) == nil)
    }

    @Test(arguments: [
        ("/repositories/1/issues?page=2", "https://api.github.com/repositories/1/issues?page=2"),
        ("https://api.github.com/repositories/1", "https://api.github.com/repositories/1"),
        ("HTTPS://API.github.com:443/x", "HTTPS://API.github.com:443/x"),
        ("//api.github.com/x", "https://api.github.com/x"),
        ("?page=2", "https://api.github.com/repos/a/b?page=2"),
        ("http://api.github.com/x", nil),
        ("https://api.github.com:444/x", nil),
        ("https://api.github.com.evil.example/x", nil),
        ("https://evil.example/x", nil),
        ("https://api.github.com@evil.example/x", nil),
        ("//evil.example/x", nil),
        ("ftp://api.github.com/x", nil),
    ])
    func `a link leads nowhere but to the same host`(reference: String, url: String?) throws {
        let start = try #require(GitHubURL(base: "https://api.github.com", segments: ["repos", "a", "b"]))
        #expect(start.following(reference)?.text == url)
    }

    @Test(
        arguments: [
            ("?per_page=100&page=9223372036854775807", nil),
            ("?per_page=50&page=9223372036854775807", nil),
            ("?per_page=-100&page=3", nil),
            ("?per_page=0&page=3", nil),
            ("?per_page=50&page=3", "https://api.github.com/a?per_page=100&page=2"),
            ("?per_page=50&page=2", "https://api.github.com/a?per_page=50&page=2"),
        ] as [(String, String?)])
    func `a page is a number that there is a next one to`(reference: String, largest: String?) throws {
        let start = try #require(GitHubURL(base: "https://api.github.com", segments: ["a"]))
        let url = try #require(start.following(reference))
        #expect(url.withLargestPages.text == largest ?? url.text)
        guard largest == nil else { return }
        #expect(url.pageAfter == nil && url.withSmallerPages == nil)
    }

    @Test(arguments: [
        ("/repositories/1296269/issues?state=open", Int64(1_296_269)),
        ("/api/v3/repositories/7", 7),
        ("/repos/a/b/issues", nil),
        ("/repositories", nil),
        ("/repositories/x", nil),
        ("/users/a?x=/repositories/7", nil),
    ])
    func `the number of a repository is read from its path`(reference: String, id: Int64?) throws {
        let start = try #require(GitHubURL(base: "https://api.github.com", segments: []))
        #expect(try #require(start.following(reference)).repositoryID == id)
    }
}
