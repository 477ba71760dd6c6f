import Crypto

/// The tokens that are known, each by its hash.
package struct TokenList: Equatable, Sendable {
    private let entries: [TokenEntry]

    /// - Parameter entries: several may have the same name, so that a token can be replaced while the old one still works.
    package init(_ entries: [TokenEntry] = []) {
        self.entries = entries
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// Whose token it is; nil when it is nobody's.
    ///
    /// How long it takes says nothing about how much of a token is right. What is compared are hashes, of which whoever tries
    /// tokens chooses no part; two of them are compared without a stop at their first difference (`==` of a digest); and all
    /// entries are looked at, wherever the right one stands.
    func caller(with token: AccessToken) -> Caller? {
        let hash = token.hash
        var caller: Caller?
        for entry in entries where hash == entry.hash { caller = entry.caller }
        return caller
    }
}
