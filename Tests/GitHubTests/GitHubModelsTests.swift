import Foundation
import Testing

@testable import GitHub

struct GitHubModelsTests {
    private func decode<Value: Decodable>(_ json: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }

    @Test(arguments: [
        (#"{"number":1,"title":"a"}"#, false),
        (#"{"number":1,"title":"a","pull_request":null}"#, false),
        (#"{"number":1,"title":"a","pull_request":{}}"#, false),
        (#"{"number":1,"title":"a","pull_request":{"url":null,"html_url":null}}"#, false),
        (#"{"number":1,"title":"a","pull_request":{"url":"https://api.github.com/x"}}"#, true),
    ])
    func `a pull request is an item whose pull request has a URL`(json: String, isPullRequest: Bool) throws {
        let issue: ListedIssue = try decode(json)
        #expect(issue.isPullRequest == isPullRequest)
    }

    @Test func `an issue without a user has no author, and without labels no labels`() throws {
        let expected = ListedIssue(number: 1, title: "a", author: nil, labels: [], isPullRequest: false)
        #expect(try decode(#"{"number":1,"title":"a","user":null,"labels":[]}"#) == expected)
        #expect(try decode(#"{"number":1,"title":"a"}"#) == expected)
    }

    @Test func `an anonymous contributor has a name and no login, and the address is not read`() throws {
        let contributor: ListedContributor = try decode(
            #"{"email":"mona@example.org","name":"Mona","type":"Anonymous","contributions":3}"#
        )
        #expect(contributor == ListedContributor(login: nil, type: "Anonymous", name: "Mona", contributions: 3))
        #expect(!"\(contributor)".contains("example.org"))
    }

    @Test func `what is kept of a page reads as what GitHub wrote`() throws {
        let issues: [ListedIssue] = try decode(
            #"[{"number":7,"title":"a","user":{"login":"mona"},"labels":["x",{"id":1}]},"#
                + #"{"number":8,"title":"b","user":null,"pull_request":{"url":"https://api.github.com/x"}}]"#
        )
        let contributors: [ListedContributor] = try decode(
            #"[{"login":"mona","type":"User","contributions":3,"node_id":"U_1"},{"name":"Anne","contributions":1}]"#
        )
        #expect(try decode(String(decoding: JSONEncoder().encode(issues), as: UTF8.self)) == issues)
        #expect(try decode(String(decoding: JSONEncoder().encode(contributors), as: UTF8.self)) == contributors)
    }

    @Test(arguments: [
        "null", "true", "false", "0", "1", "-7", "9007199254740993", "9223372036854775807", "0.5", #""""#,
        #""text / \"quoted\" 💥""#, "[]", #"[1,"a",null,[true]]"#, "{}", #"{"a":{"b":[1]},"id":208045946}"#,
    ])
    func `JSON is passed on as it came`(json: String) throws {
        let value: JSONValue = try decode(json)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == json)
    }
}
