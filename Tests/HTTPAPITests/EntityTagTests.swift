import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

struct EntityTagTests {
    private let tag = EntityTag(of: "hookme".utf8)

    @Test func `a tag is a quoted word, and other bytes have another`() {
        // 64-bit FNV-1a, as its authors give it.
        #expect(EntityTag(of: "".utf8).text == "\"cbf29ce484222325\"")
        #expect(EntityTag(of: "foobar".utf8).text == "\"85944171f73967e8\"")
        #expect(tag != EntityTag(of: "hookmf".utf8))
    }

    @Test func `it is named by itself, in a list, weakly, and by a star`() {
        let text = tag.text
        for field in [
            text, "W/\(text)", "\"a\", \(text)", "\"a\",W/\"b\"  ,  \(text),\"c\"", "*", " * ", "\"a,b\", \(text)",
        ] {
            #expect(tag.isNamed(in: field), "\(field)")
        }
    }

    @Test func `it is not named by another, by a part, nor by nonsense`() {
        let inner = String(tag.text.dropFirst().dropLast())
        for field in [nil, "", "\"a\"", inner, "\"\(inner)", "\"x\(inner)\"", "\"*\"", "\"", "*, \"a\""] {
            #expect(!tag.isNamed(in: field), "\(field ?? "nil")")
        }
    }

    @Test func `a task that has not changed is not sent again`() async throws {
        let api = try API()
        let id = try await api.post().id
        let first = try await api.send(.get, "/tasks/\(id)")
        let etag = try #require(first.headers[.eTag])
        #expect(etag == EntityTag(of: first.body.utf8).text)
        let unchanged = try await api.send(.get, "/tasks/\(id)", ifNoneMatch: "\"other\", W/\(etag)")
        #expect(unchanged.status == 304 && unchanged.body.isEmpty && unchanged.headers[.eTag] == etag)
        #expect(try await api.send(.get, "/tasks/\(id)", ifNoneMatch: "*").status == 304)
        #expect(try await api.send(.get, "/tasks/9", ifNoneMatch: "*").status == 404)
        _ = try await api.claim()
        let changed = try await api.send(.get, "/tasks/\(id)", ifNoneMatch: etag)
        #expect(changed.status == 200 && changed.headers[.eTag] != etag && changed.body.contains("running"))
    }
}
