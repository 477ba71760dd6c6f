import Foundation
import Jobs
import Logging

/// Finds out what users are called: from the cache, with a token by one GraphQL query for up to 100 of them, else one by one.
///
/// A name is read once, however many collections want it at the same time. That somebody has none is remembered too; that
/// somebody could not be read is not.
final class NameReader: Sendable {
    let transport: GitHubTransport
    private let storage: any GitHubStorage
    private let flights = NameFlights()
    let graphQL = GraphQLRefusals()

    init(transport: GitHubTransport, storage: any GitHubStorage) {
        self.transport = transport
        self.storage = storage
    }

    /// Nobody is asked for the names of bots, of organisations and of contributors without an account.
    ///
    /// - Returns: by login in lower case.
    func names(
        of contributors: [ListedContributor], for reading: Reading
    ) async throws(GitHubError) -> [String: String?] {
        var wanted = contributors.compactMap { contributor in
            contributor.type == "User" ? contributor.login.map { User(login: $0, nodeID: contributor.nodeID) } : nil
        }
        var names: [String: String?] = [:]
        while !wanted.isEmpty {
            guard !Task.isCancelled else { throw .cancelled }
            try await readThoseWhoAreFree(of: wanted, into: &names, for: reading)
            wanted.removeAll { names[$0.key] != nil }
            if let other = wanted.first { await flights.wait(for: other.key) }
        }
        return names
    }

    /// Leaves out those whom another collection is reading at this moment.
    private func readThoseWhoAreFree(
        of wanted: [User], into names: inout [String: String?], for reading: Reading
    ) async throws(GitHubError) {
        let mine = flights.begin(wanted.map(\.key))
        defer { flights.end(mine) }
        // After the begin: what landed just before it is in the cache.
        let kept = await kept(wanted.map(\.key), for: reading)
        transport.metrics.gotNames(kept.count, .kept)
        names.merge(kept) { $1 }
        let unknown = wanted.filter { mine.contains($0.key) && names[$0.key] == nil }
        names.merge(try await read(unknown, for: reading)) { $1 }
    }

    struct User {
        var login: String
        var nodeID: String?

        /// What it is known by here: GitHub's logins are the same in any case.
        var key: String { login.lowercased() }
    }

    private func kept(_ logins: [String], for reading: Reading) async -> [String: String?] {
        let now = transport.now()
        let since = min(reading.since, now + Milliseconds(-transport.configuration.nameAge.count))
        do {
            return try await storage.names(of: logins, on: transport.configuration.baseURL, since: since, until: now)
        } catch {
            transport.logger.warning("the name cache does not read", metadata: ["error": "\(error)"])
            return [:]
        }
    }

    private func keep(_ names: [String: String?]) async {
        do {
            try await storage.keepNames(
                names, on: transport.configuration.baseURL, at: transport.now(),
                maxEntries: transport.configuration.nameCacheEntries
            )
        } catch {
            transport.logger.warning("the name cache does not keep", metadata: ["error": "\(error)"])
        }
    }

    private func read(_ users: [User], for reading: Reading) async throws(GitHubError) -> [String: String?] {
        var names: [String: String?] = [:]
        func add(_ more: [String: String?]) async {
            transport.metrics.gotNames(more.count, .read)
            await keep(more)
            CrashPoint.namesKept.pass()
            names.merge(more) { $1 }
        }
        var rest = users
        if mayQuery {
            let withID = users.filter { $0.nodeID != nil }
            for start in stride(from: 0, to: withID.count, by: Self.maxUsersPerQuery) where mayQuery {
                let chunk = withID[start..<min(start + Self.maxUsersPerQuery, withID.count)]
                await add(try await query(Array(chunk), for: reading))
            }
            rest = users.filter { names[$0.key] == nil }
        }
        for user in rest {
            await add([user.key: try await profile(of: user.login, for: reading).name])
        }
        return names
    }

    private var mayQuery: Bool {
        let reader = transport.credentials.reader
        return reader != NoCredentials().reader && !graphQL.isRefused(to: reader, at: transport.now())
    }

    /// A user who is gone, or who may not be shown, is called nothing.
    private func profile(of login: String, for reading: Reading) async throws(GitHubError) -> UserProfile {
        do {
            return try await transport.get(transport.url(["users", login]), for: reading).decoded()
        } catch .unavailable {
            return UserProfile(name: nil)
        }
    }
}
