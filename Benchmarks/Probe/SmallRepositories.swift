import Loopback

/// A GitHub on which every repository exists and is small: one issue, one contributor, who has a name.
///
/// `LoopbackGitHub` has to be given its repositories; here a benchmark may ask for any, and the answer costs next to nothing.
final class SmallRepositories: StandIn {
    let log = ExchangeLog(capacity: 64, keepsBodies: false)
    let faults = FaultScript()

    private static let issues = answer(
        """
        [{"url":"https://api.github.com/repos/octocat/Hello-World/issues/1","id":1,"number":1,"state":"open",\
        "html_url":"https://github.com/octocat/Hello-World/issues/1","title":"It does not start","user":{"login":\
        "octocat","id":1,"type":"User","site_admin":false},"labels":[{"id":208045946,"name":"bug","color":"d73a4a",\
        "default":true,"description":"Something isn't working"}],"assignee":null,"assignees":[],"milestone":null,\
        "comments":0,"created_at":"2024-01-01T00:00:00Z","updated_at":"2024-01-01T00:00:00Z","closed_at":null,\
        "author_association":"OWNER","body":"Since yesterday.","state_reason":null}]
        """
    )
    private static let contributors = answer(
        """
        [{"login":"octocat","id":1,"url":"https://api.github.com/users/octocat","html_url":\
        "https://github.com/octocat","type":"User","site_admin":false,"contributions":32}]
        """
    )
    private static let user = answer(
        """
        {"login":"octocat","id":1,"url":"https://api.github.com/users/octocat","html_url":\
        "https://github.com/octocat","type":"User","site_admin":false,"name":"The Octocat","company":"@github",\
        "blog":"","location":"San Francisco","email":null,"bio":null,"public_repos":8,"public_gists":8,\
        "followers":20,"following":0,"created_at":"2011-01-25T18:44:36Z","updated_at":"2024-01-01T00:00:00Z"}
        """
    )
    private static let delivered = LoopbackAnswer(status: 204)
    private static let unknown = LoopbackAnswer(status: 404)

    func answer(to request: Exchange) -> LoopbackAnswer {
        if request.method == "POST" { return Self.delivered }
        if request.path.hasSuffix("/issues") { return Self.issues }
        if request.path.hasSuffix("/contributors") { return Self.contributors }
        return request.path.hasPrefix("/users/") ? Self.user : Self.unknown
    }

    /// With the headers that the daemon reads: a budget that no benchmark spends.
    private static func answer(_ body: String) -> LoopbackAnswer {
        LoopbackAnswer(
            status: 200,
            headers: [
                "content-type": "application/json; charset=utf-8", "etag": #"W/"3f1a0c9b""#,
                "x-ratelimit-limit": "1000000000", "x-ratelimit-remaining": "999999999", "x-ratelimit-used": "1",
                "x-ratelimit-reset": "4102444800", "x-ratelimit-resource": "core",
            ],
            body: body
        )
    }
}
