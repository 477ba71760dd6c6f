import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

/// Tasks that name their own destination.
struct DestinationTests {
    private let api: API

    init() throws {
        api = try API(allowed: "*.example.com, 10.1.0.0/16")
    }

    private func post(_ url: String, on api: API? = nil) async throws -> Answer {
        try await (api ?? self.api).send(
            .post, "/tasks", body: #"{"username":"octocat","repository":"Hello-World","webhook_url":"\#(url)"}"#
        )
    }

    @Test func `a task is stored with its own destination, and shown with it`() async throws {
        let answer = try await post("https://HOOKS.example.com:443/ci?key=value")
        #expect(answer.status == 202)
        let task: TaskBody = try answer.decoded()
        #expect(task.webhookUrl == "https://hooks.example.com/ci?key=value")
        #expect(try await api.show(task.id).webhookUrl == task.webhookUrl)
        let job = try #require(try await api.store.job(JobID(task.id)))
        #expect(job.destination == .url("https://hooks.example.com/ci?key=value"))
    }

    @Test func `a task without one is shown without one`() async throws {
        let task = try await api.post()
        #expect(task.webhookUrl == nil)
        let answer = try await api.send(.get, "/tasks/\(task.id)")
        #expect(try !answer.members().contains("webhook_url"))
        let null = #"{"username":"octocat","repository":"Hello-World","webhook_url":null}"#
        #expect(try await api.send(.post, "/tasks", body: null).decoded(TaskBody.self).id == task.id)
    }

    @Test func `the same repository is one job for each destination`() async throws {
        let first: TaskBody = try await post("http://a.example.com").decoded()
        let other: TaskBody = try await post("http://b.example.com").decoded()
        let standard = try await api.post()
        #expect(Set([first.id, other.id, standard.id]).count == 3)
        let again = try await post("HTTP://A.example.com:80/")
        #expect(again.status == 200)
        #expect(try again.decoded() == first)
    }

    @Test(arguments: [
        ("", "must be an http or https URL, such as https://example.com/path"),
        ("ftp://a.example.com/", "must be an http or https URL, such as https://example.com/path"),
        ("https://user:s3cret@a.example.com/", "must not contain a user name or a password"),
        ("https://user:s3cret@10.1.0.1 /", "must be an http or https URL, such as https://example.com/path"),
        ("https://a.example.com/#s3cret", "must not have a fragment"),
        ("https://a.example.com:99999/", "must have a port from 1 to 65535, or none"),
        ("https://evil.example/", "is at a host that WEBHOOK_ALLOW does not list"),
        ("https://example.com/", "is at a host that WEBHOOK_ALLOW does not list"),
        ("https://8.8.8.8/", "is at a host that WEBHOOK_ALLOW does not list"),
        ("http://10.2.0.1/", "leads to a private address (10.0.0.0/8), which WEBHOOK_ALLOW does not list"),
        ("http://127.0.0.1/", "leads to a loopback address (127.0.0.0/8), which WEBHOOK_ALLOW does not list"),
        (
            "http://2130706433/",
            "must name its host in ASCII (punycode for other scripts), or by an IPv4 or IPv6 address in its usual form"
        ),
    ])
    func `a destination that may not be used cannot be processed`(url: String, words: String) async throws {
        let answer = try await post(url)
        #expect(try answer.decoded() == ProblemBody(.invalidTask, "webhook_url \(words)"))
        #expect(!answer.body.contains("s3cret"))
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
    }

    @Test func `an address that is listed may be private`() async throws {
        #expect(try await post("http://10.1.2.3:8080/").status == 202)
    }

    @Test func `without WEBHOOK_ALLOW no task names its own`() async throws {
        let answer = try await post("https://hooks.example.com/", on: API())
        let words = "webhook_url cannot be a task's own: WEBHOOK_ALLOW is empty"
        #expect(try answer.decoded() == ProblemBody(.invalidTask, words))
    }
}
