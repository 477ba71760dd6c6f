import Foundation
import HTTPTypes
import Hummingbird
import Jobs
import Testing

@testable import HTTPAPI

/// `/openapi.json`, and what it promises.
struct DocumentTests {
    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options, .trace]

    private struct Operation {
        var method: String
        var path: String
        /// What a token must allow; nil: it needs none. Empty: any will do.
        var scopes: [String]?
    }

    private static func document() throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(DocumentRoutes.text.utf8))
        return try #require(object as? [String: Any])
    }

    private static func operations() throws -> [Operation] {
        let paths = try #require(try document()["paths"] as? [String: [String: Any]])
        return try paths.flatMap { path, item in
            try item.filter { $0.key != "parameters" }.map { method, value in
                let operation = try #require(value as? [String: Any])
                let security = try #require(operation["security"] as? [[String: [String]]], "\(method) \(path)")
                return Operation(method: method.uppercased(), path: path, scopes: security.first?["token"])
            }
        }
    }

    /// What the document says of a value that is one of several words.
    private static func words(_ schema: String, _ property: String) throws -> Set<String> {
        let components = try document()["components"] as? [String: [String: Any]]
        let object = components?["schemas"]?[schema] as? [String: Any]
        let properties = object?["properties"] as? [String: [String: Any]]
        return Set(try #require(properties?[property]?["enum"] as? [String], "\(schema).\(property)"))
    }

    @Test func `it is served as it is`() async throws {
        let answer = try await API().send(.get, "/openapi.json")
        #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
        #expect(answer.body == DocumentRoutes.text)
        #expect(try Self.document()["openapi"] as? String == "3.1.0")
    }

    @Test func `it has every route with every method, and no other`() async throws {
        let api = try API()
        let operations = try Self.operations()
        let paths = Set(api.routes.router().routes.map { "\($0.path)".replacing(":id", with: "{id}") })
        #expect(paths == Set(operations.map(\.path)))
        for path in paths {
            for method in Self.methods {
                let answer = try await api.send(method, path.replacing("{id}", with: "1"), body: "{}")
                let isDocumented = operations.contains { $0.path == path && $0.method == method.rawValue }
                #expect((answer.status != 405) == isDocumented, "\(method) \(path): \(answer.status)")
            }
        }
    }

    @Test func `each operation needs the scope that it says`() async throws {
        let token = AccessToken()
        for operation in try Self.operations() {
            for scope in Scope.allCases {
                let caller = Caller(name: "one", scopes: [scope])
                let api = try API(tokens: TokenList([TokenEntry(token, of: caller)]))
                let path = operation.path.replacing("{id}", with: "1")
                let method = try #require(HTTPRequest.Method(operation.method))
                #expect(
                    (try await api.send(method, path, body: "{}").status == 401) == (operation.scopes != nil),
                    "\(method) \(path)")
                let isAllowed = operation.scopes?.isEmpty ?? true || operation.scopes == [scope.rawValue]
                let answer = try await api.send(method, path, body: "{}", token: token.text)
                #expect((answer.status == 403) == !isAllowed, "\(method) \(path) with \(scope): \(answer.status)")
            }
        }
    }

    @Test func `its words are those of the code`() throws {
        #expect(try Self.words("Task", "state") == Set(JobState.allCases.map(\.rawValue)))
        #expect(try Self.words("Task", "stage") == Set(Stage.allCases.map(\.rawValue)))
        #expect(try Self.words("Task", "run_reason") == Set(RunReason.allCases.map(\.rawValue)))
        #expect(try Self.words("Attempt", "result") == Set(AttemptResult.allCases.map(\.rawValue)))
        let text = DocumentRoutes.text
        #expect(Waiting.Need.allCases.allSatisfy { text.contains("\"\($0.rawValue)\"") })
        #expect(ErrorClass.allCases.allSatisfy { text.contains("\"\($0.rawValue)\"") })
    }

    @Test func `every kind of problem is explained, and no other`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let file = folder.appendingPathComponent("../../docs/API.md").standardized
        let text = try String(contentsOf: file, encoding: .utf8)
        let rows = text.matches(of: /\| `([a-z-]+)` \| ([0-9]{3}) \|/).map { "\($0.1) \($0.2)" }
        #expect(rows.sorted() == ProblemType.all.map { "\($0.name ?? "") \($0.status.code)" }.sorted())
    }
}
