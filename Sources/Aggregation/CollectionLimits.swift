/// How much of a repository is collected. Whatever is cut says so.
package struct CollectionLimits: Sendable {
    /// MAX_ISSUES. Nil: all.
    package var maxIssues: Int?
    /// MAX_CONTRIBUTORS. Nil: all.
    package var maxContributors: Int?
    /// MAX_PAYLOAD_BYTES: of the whole payload, of which the issues get three quarters at most, so that they do not take the
    /// contributors' place.
    package var maxBytes: Int

    package init(maxIssues: Int? = nil, maxContributors: Int? = nil, maxBytes: Int = 32 << 20) {
        self.maxIssues = maxIssues
        self.maxContributors = maxContributors
        self.maxBytes = maxBytes
    }

    /// What goes around the lists: the names, and what `meta` has to say, problems with messages of 300 characters included.
    private static let envelopeBytes = 6 << 10

    var maxIssueBytes: Int {
        max(0, maxBytes - Self.envelopeBytes) / 4 * 3
    }

    var maxContributorBytes: Int {
        max(0, maxBytes - Self.envelopeBytes) - maxIssueBytes
    }

    var wantNothing: Bool {
        maxIssues == 0 && maxContributors == 0
    }
}
