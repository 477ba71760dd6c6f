import JobStore
import Jobs
import TestSupport
import Testing

struct PagesContractTests {
    private let key = PageKey(url: "https://api.github.com/x?page=2", reader: "anonymous", format: "json 1")
    private let page = CachedPage(etag: #"W/"abc""#, body: #"[{"title":"größer 🎉"}]"#, confirmedAt: start)

    @Test(arguments: StoreUnderTest.all)
    func `a page comes back as it was kept`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await store.page(key) == nil)
            try await store.keepPage(page, as: key, maxBytes: 1000)
            #expect(try await store.page(key) == page)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a page that is kept again replaces what was kept`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await store.keepPage(page, as: key, maxBytes: 1000)
            let next = CachedPage(etag: nil, body: "[]", confirmedAt: start + 5)
            try await store.keepPage(next, as: key, maxBytes: 1000)
            #expect(try await store.page(key) == next)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `what one reader sees, or in one format, is not what another one does`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let others = [
                PageKey(url: key.url, reader: "token:abc", format: key.format),
                PageKey(url: key.url, reader: key.reader, format: "json 2"),
                PageKey(url: key.url + "0", reader: key.reader, format: key.format),
            ]
            try await store.keepPage(page, as: key, maxBytes: 1000)
            for other in others { #expect(try await store.page(other) == nil) }
            for (number, other) in others.enumerated() {
                let its = CachedPage(etag: nil, body: "[\(number)]", confirmedAt: start)
                try await store.keepPage(its, as: other, maxBytes: 1000)
                #expect(try await store.page(other) == its)
            }
            #expect(try await store.page(key) == page)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a confirmed page is the same one, confirmed later`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await store.keepPage(page, as: key, maxBytes: 1000)
            try await store.confirmPage(key, at: start + 9)
            #expect(
                try await store.page(key) == CachedPage(etag: page.etag, body: page.body, confirmedAt: start + 9)
            )
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `to confirm a page that is gone does nothing`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await store.confirmPage(key, at: start)
            #expect(try await store.page(key) == nil)
        }
    }
}
