package import Jobs

/// Where GitHub's limits, pages and names outlive the process.
///
/// What cannot be read counts as not there, and what cannot be kept is asked for again: a request more, never a wrong answer.
package protocol GitHubStorage: Sendable {
    /// What was kept of a gate. Nil when nothing was.
    func gate(_ name: String) async throws(Failure) -> GateState?
    func setGate(_ name: String, to state: GateState) async throws(Failure)

    func page(_ key: PageKey) async throws(Failure) -> CachedPage?
    /// - Parameter maxBytes: of all pages together; those that were confirmed longest ago go first.
    func keepPage(_ page: CachedPage, as key: PageKey, maxBytes: Int) async throws(Failure)
    /// Notes that GitHub has just said that the page is still the one that is kept.
    func confirmPage(_ key: PageKey, at now: Timestamp) async throws(Failure)

    /// The names that were read from `since` to `now`, by login in lower case; a known user without a name has nil.
    func names(
        of logins: [String], on api: String, since: Timestamp, until now: Timestamp
    ) async throws(Failure) -> [String: String?]
    /// - Parameter maxEntries: of all names; those that were read longest ago go first.
    func keepNames(_ names: [String: String?], on api: String, at now: Timestamp, maxEntries: Int) async throws(Failure)

    associatedtype Failure: Error
}
