import Jobs
import TestSupport
import Testing

@testable import JobStore

/// What the triggers keep is what a count would find.
struct CacheSizeTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    private func sql(_ sql: String) async throws -> String {
        try await sqlite3(directory.file("hookme.db"), sql)
    }

    private func keep(_ number: Int, _ body: String) async throws {
        let key = PageKey(url: "https://x/\(number)", reader: "r", format: "f")
        let page = CachedPage(etag: nil, body: body, confirmedAt: start + Milliseconds(Int64(number)))
        try await store.keepPage(page, as: key, maxBytes: 5000)
    }

    @Test func `the sizes follow every change`() async throws {
        for number in 0..<9 { try await keep(number % 6, String(repeating: "ü", count: 700 - 77 * number)) }
        for number in 0..<9 {
            try await store.keepNames(["u\(number % 6)": nil], on: "a", at: start, maxEntries: 4)
        }
        let sizes = "SELECT size FROM cache_sizes ORDER BY cache"
        let counted = """
            SELECT sum(length(CAST(url || body AS BLOB))) FROM pages UNION ALL SELECT count(*) FROM users
            """
        #expect(try await sql(sizes) == (try await sql(counted)))

        _ = try await sql("UPDATE pages SET body = 'é' WHERE id % 2; DELETE FROM users WHERE login = 'u5'")
        #expect(try await sql(sizes) == (try await sql(counted)))
        #expect(try await sql("DELETE FROM pages; DELETE FROM users; " + sizes) == "0\n0")
    }
}
