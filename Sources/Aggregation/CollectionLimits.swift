/// How much of a repository is collected. Whatever is cut says so.
package struct CollectionLimits: Sendable {
    /// MAX_ISSUES. Nil: all.
    package var maxIssues: Int?
    /// MAX_CONTRIBUTORS. Nil: all.
    package var maxContributors: Int?
    /// MAX_PAYLOAD_BYTES: of the whole payload, of which the issues get three quarters at most, so that they do not take the
    /// contributors' place.
    package var maxBytes: Int

    package init(maxIssues: Int? = nil, maxContributors: Int? = nil, maxBytes: Int = 64 << 20) {
        self.maxIssues = maxIssues
        self.maxContributors = maxContributors
        self.maxBytes = maxBytes
    }

    var maxIssueBytes: Int {
        maxBytes / 4 * 3
    }
}
