import Foundation
import Jobs
import Logging
import Outbound

/// Reads pages, each at most once in a collection and at the least cost: one that was read before is asked for only if it has
/// changed since, which costs nothing of a token's budget when it has not
/// (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate).
struct PageReader: Sendable {
    /// The number is that of the form in which pages are kept: another one empties the cache.
    private static let format = GitHubTransport.mediaType + "; kept=1"

    let transport: GitHubTransport
    let storage: any GitHubStorage

    func page<Item: Codable & Sendable>(
        at url: GitHubURL, for reading: Reading
    ) async throws(GitHubError) -> Page<Item> {
        let key = PageKey(url: url.text, reader: transport.credentials.reader, format: Self.format)
        let kept: (version: CachedPage, page: Page<Item>)? = await kept(key)
        let moment = transport.now()
        // What was confirmed later than now was confirmed by another clock.
        if let kept, (reading.since...max(reading.since, moment)).contains(kept.version.confirmedAt) {
            transport.metrics.gotPage(.kept)
            return kept.page
        }
        let answer = try await transport.get(url, etag: kept?.version.etag, for: reading)
        if let kept, answer.status == 304 {
            await remember("confirm") { try await storage.confirmPage(key, at: transport.now()) }
            transport.metrics.gotPage(.confirmed)
            var page = kept.page
            page.repositoryID = answer.redirectedToID
            return page
        }
        let page = try Page<Item>(answer)
        CrashPoint.pageRead.pass()
        transport.metrics.gotPage(.read)
        // A token may have been changed meanwhile: what another reader sees is kept for nobody.
        if answer.reader == key.reader { await keep(page, answer.response.header("etag"), as: key) }
        CrashPoint.pageKept.pass()
        return page
    }

    private func kept<Item>(_ key: PageKey) async -> (version: CachedPage, page: Page<Item>)? {
        guard let version = await remember("read", { try await storage.page(key) }) ?? nil,
            let page = try? JSONDecoder().decode(Page<Item>.self, from: Data(version.body.utf8))
        else { return nil }
        return (version, page)
    }

    private func keep(_ page: Page<some Codable>, _ etag: String?, as key: PageKey) async {
        await remember("keep") {
            let body = String(decoding: try JSONEncoder().encode(page), as: UTF8.self)
            let version = CachedPage(etag: etag, body: body, confirmedAt: transport.now())
            try await storage.keepPage(version, as: key, maxBytes: transport.configuration.pageCacheBytes)
        }
    }

    /// A cache that does not work costs requests, but no answer.
    @discardableResult
    private func remember<Value>(_ verb: String, _ work: () async throws -> Value) async -> Value? {
        do {
            return try await work()
        } catch {
            transport.logger.warning("the page cache does not \(verb)", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
