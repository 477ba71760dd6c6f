import Foundation
import Testing

@testable import GitHub

struct GitHubModelsTests {
    private func decode<Value: Decodable>(_ json: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }

    @Test(arguments: [
        (#"{"title":"a"}"#, false),
        (#"{"title":"a","pull_request":null}"#, false),
        (#"{"title":"a","pull_request":{}}"#, false),
        (#"{"title":"a","pull_request":{"url":null,"html_url":null}}"#, false),
        (#"{"title":"a","pull_request":{"url":"https://api.github.com/x"}}"#, true),
    ])
    func `a pull request is an item whose pull request has a URL`(json: String, isPullRequest: Bool) throws {
        let issue: ListedIssue = try decode(json)
        #expect(issue.isPullRequest == isPullRequest)
    }

    @Test func `an issue without a user has no author, and without labels no labels`() throws {
        let expected = ListedIssue(title: "a", author: nil, labels: [], isPullRequest: false)
        #expect(try decode(#"{"title":"a","user":null,"labels":[]}"#) == expected)
        #expect(try decode(#"{"title":"a"}"#) == expected)
    }

    @Test func `an anonymous contributor has a name and no login, and the address is not read`() throws {
        let contributor: ListedContributor = try decode(
            #"{"email":"mona@example.org","name":"Mona","type":"Anonymous","contributions":3}"#
        )
        #expect(contributor == ListedContributor(login: nil, type: "Anonymous", name: "Mona", contributions: 3))
        #expect(!"\(contributor)".contains("example.org"))
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
